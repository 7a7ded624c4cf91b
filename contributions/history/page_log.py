"""The history of pages: Wagtail's log entries, each with the revision it published."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypedDict

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.models import PageLogEntry, Revision

from contributions.history.entries import (
    ACTS_OF_PROPOSALS,
    Act,
    Entry,
    Fields,
    Version,
    name_in,
    names_of,
)
from contributions.models import Proposal

_SHOWN = ("offers.publish", "offers.archive", "wagtail.publish")
# What a log entry says of its own act; of an accepted proposal, the proposal says it.
_ACTS: dict[str, Act] = {
    "offer.created": Act.CREATED,
    "offer.import_undone": Act.UNDONE,
    "offer.undone": Act.UNDONE,
    "decision.undone": Act.UNDONE,
    "offer.rolled_back": Act.ROLLED_BACK,
    "offer.version_restored": Act.RESTORED,
    "offer.restored": Act.RETURNED,
    "offer.structure_merged": Act.MERGED,
    "offer.took_a_duplicate": Act.MERGED,
    "territory.moved": Act.MOVED,
    "offer.text_hidden": Act.TEXT_HIDDEN,
    "offer.text_shown": Act.TEXT_SHOWN,
    "need_page.text_hidden": Act.TEXT_HIDDEN,
    "need_page.text_shown": Act.TEXT_SHOWN,
}


class _Row(TypedDict):
    pk: int
    timestamp: datetime
    action: str
    user_id: int | None
    data: dict[str, Any] | None
    revision_id: int | None
    revision__user_id: int | None
    # Tells a revision that is kept from one that was purged: its key stays in the log.
    revision__created_at: datetime | None


@dataclass(frozen=True, slots=True)
class PageLog:
    """`read` gives the fields that the content of a revision holds."""

    read: Callable[[Mapping[str, Any]], Fields]
    acts: Mapping[str, Act] = field(default_factory=dict)

    def count(self, target: Any) -> int:
        return _rows(target).count()

    def entries(self, target: Any, *, start: int = 0, size: int | None = None) -> list[Entry]:
        end = None if size is None else start + size
        return _entries(_newest_first(_rows(target))[start:end])

    def version(self, target: Any, number: int) -> Version | None:
        return self._version(target, _rows(target).filter(revision_id=number))

    def before(self, target: Any, number: int) -> Version | None:
        row = _newest_first(_rows(target).filter(revision_id=number)).first()
        if row is None:
            return None
        earlier = Q(timestamp__lt=row["timestamp"])
        earlier |= Q(timestamp=row["timestamp"], pk__lt=row["pk"])
        return self._version(target, _rows(target).filter(earlier))

    def latest(self, target: Any) -> int | None:
        row = _newest_first(_kept(_rows(target))).first()
        return row["revision_id"] if row else None

    def _version(self, target: Any, rows: QuerySet[PageLogEntry]) -> Version | None:
        row = _newest_first(_kept(rows)).first()
        if row is None:
            return None
        content = Revision.objects.values_list("content", flat=True).get(pk=row["revision_id"])
        (entry,) = _entries([row])
        return Version(entry, self.read(content))


def _rows(target: Any) -> QuerySet[PageLogEntry]:
    rows: QuerySet[PageLogEntry] = PageLogEntry.objects.filter(page_id=target.pk, action__in=_SHOWN)
    return rows


def _kept(rows: QuerySet[PageLogEntry]) -> QuerySet[PageLogEntry]:
    return rows.filter(revision__created_at__isnull=False)


def _newest_first(rows: QuerySet[PageLogEntry]) -> Any:
    """Without the contents of the revisions, which are long."""
    return rows.order_by("-timestamp", "-pk").values(*_Row.__annotations__)


def _entries(rows: Iterable[_Row]) -> list[Entry]:
    found = list(rows)
    names = names_of(key for row in found for key in (row["user_id"], row["revision__user_id"]))
    uuids = {said for row in found if (said := (row["data"] or {}).get("proposal"))}
    proposals = Proposal.objects.in_bulk(uuids, field_name="uuid") if uuids else {}
    by_uuid = {str(uuid): proposal for uuid, proposal in proposals.items()}
    return [_entry(row, names, by_uuid) for row in found]


def _entry(row: _Row, names: Mapping[int, str], proposals: Mapping[str, Proposal]) -> Entry:
    data = row["data"] or {}
    proposal = proposals.get(str(data.get("proposal")))
    author, writer = _author(row, names, proposal)
    return Entry(
        version=row["revision_id"] if row["revision__created_at"] else None,
        at=row["timestamp"],
        act=_act(row, proposal),
        author=author,
        writer=writer,
        accepted_by=name_in(names, row["user_id"]) if data.get("was_accepted") else "",
        summary=str(data.get("summary") or ""),
        sources=tuple(proposal.sources) if proposal else (),
        fields=tuple(data.get("fields") or ()),
        of=data.get("of") or (proposal.changes.get("revision") if proposal else None),
    )


def _act(row: _Row, proposal: Proposal | None) -> Act:
    data = row["data"] or {}
    if proposal is not None:
        return ACTS_OF_PROPOSALS[proposal.action]
    if row["action"] == "offers.archive":
        return Act.ARCHIVED
    act = _ACTS.get(str(data.get("action")), Act.EDITED)
    is_plain = act in {Act.EDITED, Act.CREATED}
    return Act.IMPORTED if is_plain and data.get("by_person") is False else act


def _author(row: _Row, names: Mapping[int, str], proposal: Proposal | None) -> tuple[str, str]:
    """The name shown, and what tells this author from others: an erased one is like nobody."""
    data = row["data"] or {}
    key = row["revision__user_id"] if row["revision_id"] else row["user_id"]
    if key is not None and key in names:
        return names[key], f"user:{key}"
    if proposal is not None and proposal.author_id is None:
        return proposal.author_label, f"proposal:{proposal.pk}"
    if data.get("by_person") is False or (row["action"] == "offers.archive" and key is None):
        return _("import"), "import"
    return name_in(names, None), f"gone:{row['pk']}"
