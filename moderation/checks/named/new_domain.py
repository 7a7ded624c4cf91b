"""Links to a site that neither the page nor its structure names."""

import json
import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from contributions.diff_lookalikes import host_of
from moderation.checks.forms_of import is_at, words_on
from moderation.checks.named.registry import LONGEST, Hit, NamedCheck, Said, register
from moderation.checks.passages import Passage
from moderation.checks.reached import LINK, Reached, reached_by, reached_in
from moderation.checks.reading import Reading
from offers.models import PublicOffer, Structure
from offers.models.structures import PageState

_MOST_PAGES = 200

_WRITTEN = re.compile(r"(?:https?://|www\.)[^\s\"'<>()\[\]]{1,300}", re.IGNORECASE)


def find(said: Said) -> Hit | None:
    """One query at most, when the page itself does not know a site."""
    reading = said.reading
    known = _known(reading)
    new = [
        (path, host)
        for path, host in sites_of(reached_by(reading), reading.passages)
        if not (is_at(host, known) or _is_public(host))
    ]
    if not new:
        return None
    beside = _beside(reading.structure)
    return next((Hit(path, host) for path, host in new if not is_at(host, beside)), None)


def sites_of(reached: Iterable[Reached], passages: Iterable[Passage]) -> Iterator[tuple[str, str]]:
    """Every site that links lead to or texts name, without `www.`, with where it stands."""
    for one in reached:
        if one.mode == LINK and (host := host_of(one.value)):
            yield one.path, host.removeprefix("www.")
    for passage in passages:
        for written in _WRITTEN.findall(passage.text[:LONGEST]):
            if host := host_of(written.rstrip(".,;:")):
                yield passage.path, host.removeprefix("www.")


def _known(reading: Reading) -> frozenset[str]:
    """Those of the page as it is, and of its structure."""
    found = {host for _path, host in sites_of(reached_in(reading), reading.passages_before)}
    structure = reading.structure
    if structure is not None:
        found.add(host_of(structure.website).removeprefix("www."))
        found.add(structure.email.rpartition("@")[2].lower())
    return frozenset(found - {""})


def _beside(structure: Structure | None) -> frozenset[str]:
    """Those that other pages of the structure show."""
    if structure is None:
        return frozenset()
    rows = PublicOffer.objects.filter(structure=structure, state=PageState.LIVE)
    texts = map(json.dumps, rows.values_list("data", flat=True)[:_MOST_PAGES])
    hosts = {host_of(one).removeprefix("www.") for text in texts for one in _WRITTEN.findall(text)}
    return frozenset(hosts - {""})


def _is_public(host: str) -> bool:
    public = words_on("links", "public") | words_on("links", "public_endings")
    return is_at(host, public)


register(
    NamedCheck(
        code="new_domain",
        label=_("Link to a new site"),
        explains=_(
            "Fires when a link leads to a site that neither the page nor its structure names, "
            "public services left aside."
        ),
        reason=_("it leads to a site that this page never named"),
        refusal=_("Links to other sites are not taken for now. Name the site in your summary."),
        find=find,
    )
)
