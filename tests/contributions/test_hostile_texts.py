"""Whatever somebody writes, each page shows it as text, and none leads to a script."""

import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from contributions.models import Post, Proposal, ProposalVersion, Report, Thread
from offers.models import OfferPage, StructureClaim
from offers.publishing import publish_one
from offers.structures import publish_structure
from offers.validation import InvalidFields
from tests.cast import Cast
from tests.contributions.making import ask
from tests.moderation.matrix.addresses import TABLE
from tests.moderation.matrix.conftest import world
from tests.moderation.matrix.rows import GET
from tests.moderation.matrix.walking import answer_at
from tests.moderation.matrix.world import World

__all__ = ["world"]
ATTACK = "\"'></script></title><script>alert(1)</script><svg onload=alert(1)>{{7*7}}"
LINK = "javascript:alert(1)"


@pytest.fixture
def poisoned(world: World) -> World:
    """Texts as they would be if no form had ever cleaned them."""
    publish_one(
        offer=world.offer,
        fields={"title": f"Vélo {ATTACK}", "summary": ATTACK, "what": f"<p>{ATTACK}</p>"},
        author=world.cast.publisher,
        summary=ATTACK,
    )
    publish_structure(
        structure=world.cast.structure, fields={"name": f"Garage {ATTACK}"}, author=None
    )
    User.objects.update(display_name=ATTACK[:80])
    said = {"summary": ATTACK, "changes": {"fee_detail": ATTACK, "what": f"<p>{ATTACK}</p>"}}
    sources = [{"url": f"https://a.example/?{ATTACK}", "date": ATTACK, "quote": ATTACK}]
    Proposal.objects.update(**said, sources=sources, author_label=ATTACK[:80])
    ProposalVersion.objects.update(**said)
    Thread.objects.update(subject=ATTACK)
    Post.objects.update(body=f"{ATTACK} {LINK}", author_label=ATTACK[:80])
    Report.objects.update(text=ATTACK, answer=ATTACK)
    StructureClaim.objects.update(evidence=ATTACK)
    world.offer.refresh_from_db()
    return world


@pytest.mark.parametrize("role", ["visitor", "author", "owner", "animator"])
def test_no_text_becomes_markup(poisoned: World, role: str) -> None:
    client = Client()
    if user := poisoned.people[role]:
        client.force_login(user)
    offer, structure = poisoned.offer, poisoned.cast.structure
    pages = [
        OfferPage.objects.get(pk=offer.pk).public.get_absolute_url(),
        type(structure).objects.get(pk=structure.pk).get_absolute_url(),
        *(reverse(row.name, args=row.args(poisoned)) for row in TABLE if row.method == GET),
    ]
    assert [address for address in pages if _faults(client, address)] == []


def _faults(client: Client, address: str) -> list[str]:
    cache.clear()
    answer: Any = answer_at(client, address)
    body = b"".join(answer) if answer.streaming else answer.content
    text = body.decode()
    assert answer.status_code < 500, address
    if answer["Content-Type"].startswith("text/plain"):
        return [] if answer["Content-Disposition"].startswith("attachment") else [address]
    if "html" not in answer["Content-Type"]:
        return re.findall(r"<(?:script|svg)[ >]", text)
    if not any(part in text for part in ("alert(", "javascript:", "onload")):
        return []
    soup = BeautifulSoup(text, "html.parser")
    scripts = [tag for tag in soup.select("script:not([src])") if "alert(1)" in tag.get_text()]
    data = [one for one in scripts if not (one.get("type") or "").endswith("json")]
    links = soup.select('[href^="javascript:"], [action^="javascript:"], [src^="javascript:"]')
    return [
        *map(str, data),
        *map(str, soup.select("[onload], svg:not([class]):not([viewbox])")),
        *map(str, links),
    ]


@pytest.mark.parametrize("url", [LINK, "JaVaScRiPt:alert(1)", "data:text/html,x"])
def test_a_source_that_leads_to_no_web_page_is_refused(
    cast: Cast, offer: OfferPage, url: str
) -> None:
    sources = [{"url": url, "date": "", "quote": ""}]
    with pytest.raises(InvalidFields) as refused:
        ask(author=cast.outsider, target=offer, changes={"fee_detail": "6 €"}, sources=sources)
    assert "sources" in refused.value.errors
