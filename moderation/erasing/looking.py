"""What would be taken away, in words: shown before anything is done."""

from collections import Counter
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from contributions.history.kinds import kept_of
from moderation.erasing.live import without
from moderation.erasing.pages import pages_of
from moderation.erasing.passages import Needle
from moderation.erasing.seeking import Place, places
from moderation.erasing.subjects import Subject
from moderation.erasing.taking import MOST_PLACES

# What a person calls the rows of a table.
_WORDS = {
    "wagtailcore.Revision": _("former versions"),
    "offers.HistoricalStructure": _("former versions"),
    "offers.HistoricalExpression": _("former versions"),
    "offers.HistoricalAvailability": _("former versions"),
    "wagtailcore.PageLogEntry": _("lines of the history"),
    "wagtailcore.ModelLogEntry": _("lines of the history"),
    "contributions.RevertNote": _("lines of the history"),
    "contributions.DirectPublication": _("lines of the history"),
    "contributions.Proposal": _("proposals"),
    "contributions.ProposalVersion": _("proposals"),
    "contributions.Support": _("proposals"),
    "moderation.Decision": _("answers of animators"),
    "contributions.Thread": _("messages of discussions"),
    "contributions.Post": _("messages of discussions"),
    "contributions.Report": _("reports"),
    "contributions.Draft": _("drafts"),
    "contributions.ImportRow": _("imports"),
    "contributions.ImportRun": _("imports"),
    "notifications.Notice": _("messages sent or waiting"),
    "journal.Outbox": _("messages sent or waiting"),
}
_OTHER = _("records beside the page")


@dataclass(frozen=True, slots=True)
class Found:
    """`fields` are those of the live page that would change; `elsewhere` what else, in words."""

    fields: list[tuple[str, str]]
    elsewhere: list[tuple[str, int]]

    @property
    def count(self) -> int:
        return len(self.fields) + sum(number for _what, number in self.elsewhere)

    @property
    def is_too_common(self) -> bool:
        return self.count > MOST_PLACES


def look(needle: Needle, subject: Subject) -> Found:
    """Reads; writes nothing."""
    fields: list[tuple[str, str]] = []
    for kind, page in pages_of(subject, needle, locks=False):
        kept = kept_of(kind)
        labels, (before, _after) = kept.labels(), without(kept, page, needle, "")
        fields += [(kept.kind.title(page), str(labels[name])) for name in before]
    rows: Counter[str] = Counter()
    seen: set[tuple[str, object]] = set()
    for place in places(needle, subject):
        if (place.store.label, place.row) not in seen and not _is_live(place):
            seen.add((place.store.label, place.row))
            rows[str(_WORDS.get(place.store.label, _OTHER))] += 1
    return Found(fields, rows.most_common())


# Rows of the pages themselves, told by their fields.
_LIVE = frozenset({"offers.OfferPage", "offers.Structure", "offers.NeedPage", "offers.Expression",
                   "wagtailcore.Page", "offers.PublicOffer"})  # fmt: skip


def _is_live(place: Place) -> bool:
    return place.store.label in _LIVE
