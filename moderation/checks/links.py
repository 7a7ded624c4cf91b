"""Links by their form: where they pretend to lead and where they do. No link is followed."""

import re
from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.utils.translation import gettext as _

from contributions.diff_lookalikes import host_of, warnings_of
from moderation.checks.findings import Finding, Level
from moderation.checks.forms_of import is_at, words_on
from moderation.checks.reached import LINK, Reached, reached_by
from moderation.checks.reading import Reading

_SHOWN = 120
_A_SITE = re.compile(
    r"(?:https?://)?(?:www\.)?((?:[\w-]{1,63}\.){1,4}[a-z]{2,18})\b", re.IGNORECASE
)
_USUAL_PORTS = frozenset({None, 80, 443})


def check(reading: Reading) -> Iterator[Finding]:
    for one in reached_by(reading):
        if one.mode != LINK:
            continue
        for level, label in judge(one):
            yield Finding(
                code="link_form",
                level=level,
                label=label,
                detail=one.value[:_SHOWN],
                path=one.path,
            )


def judge(link: Reached) -> Iterator[tuple[Level, str]]:
    """What is odd in a link, as sentences."""
    try:
        parts = urlsplit(link.value)
        port = parts.port
    except ValueError:
        yield Level.DANGER, _("This link cannot be read.")
        return
    host = (parts.hostname or "").removeprefix("www.")
    yield from ((Level.DANGER, warning) for warning in warnings_of(link.value))
    yield from _by_host(host, port)
    yield from _by_rest(parts)
    said = _site_said(link.words)
    if said and not (host == said or host.endswith(f".{said}") or said.endswith(f".{host}")):
        label = _("Its words say %(said)s, it leads to %(host)s.")
        yield Level.DANGER, label % {"said": said, "host": host}


def _by_host(host: str, port: int | None) -> Iterator[tuple[Level, str]]:
    if _is_number(host):
        yield Level.DANGER, _("It leads to a machine that has no name.")
    if port not in _USUAL_PORTS:
        yield Level.WARNING, _("It leads to an unusual port.")
    if is_at(host, words_on("links", "shorteners")):
        yield Level.WARNING, _("A shortened link hides where it leads: ask for the whole one.")
    elif is_at(host, words_on("links", "forms")):
        yield Level.WARNING, _("A form of somebody's own: who reads what people type there?")


def _by_rest(parts: SplitResult) -> Iterator[tuple[Level, str]]:
    ending = parts.path.rpartition(".")[2].lower()
    if "." in parts.path.rpartition("/")[2] and ending in words_on("links", "programs"):
        yield Level.DANGER, _("It leads to a file that may do harm.")
    if _goes_on(parts):
        yield Level.WARNING, _("It leads to another site through this one.")
    if parts.scheme == "http":
        yield Level.NOTE, _("It is not protected (http): try https.")


def _goes_on(parts: SplitResult) -> bool:
    """Whether an argument is a whole address, as of a page that sends people on."""
    values = [value for _name, value in parse_qsl(parts.query, max_num_fields=None)][:50]
    heads = [unquote(value).strip().lower() for value in values]
    return any(head.startswith(("http://", "https://", "//", "\\\\")) for head in heads)


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return host.isdigit() or host.startswith("0x")
    return True


def _site_said(words: str) -> str:
    """The site that the words of a link name, "" when they name none."""
    found = None if "@" in words else _A_SITE.search(words)
    if found is None or found[1].rpartition(".")[2].lower() not in words_on("links", "endings"):
        return ""
    return host_of(f"https://{found[1]}").removeprefix("www.")
