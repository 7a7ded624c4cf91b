"""What a person reads on the pages of a history."""

import re
from typing import Any

from bs4 import BeautifulSoup

from contributions.history.kinds import kept_in
from tests.contributions.history.conftest import url


def soup_of(response: Any) -> BeautifulSoup:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def text_of(response: Any) -> str:
    return soup_of(response).main.get_text(" ", strip=True)


def everything(client: Any, target: Any, family: str = "offres") -> str:
    """All that the history shows: lists, feed, each version, each pair."""
    kept = kept_in(family)
    numbers = [
        one.version for one in kept.log.entries(kept.kind.find(target.public_id)) if one.version
    ]
    paths = [
        url(target, view, family=family) for view in ("history", "history-who", "history-feed")
    ]
    paths += [url(target, "history-version", number, family=family) for number in numbers]
    compare = url(target, "history-compare", family=family)
    paths += [f"{compare}?de={one}&a={two}" for one in numbers for two in numbers]
    paths += [f"{compare}?a={one}&vue=cote-a-cote" for one in numbers]
    return "\n".join(client.get(path).content.decode() for path in paths)


def facts_of(html: str) -> str:
    return " ".join(re.findall(r"<dd>.*?</dd>", html, flags=re.DOTALL))
