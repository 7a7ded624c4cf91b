"""The public history of an offer: who changed what, when, why, accepted by whom."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from wagtail.models import PageLogEntry

from accounts.models import User
from offers.schema import OFFER_FIELDS


@dataclass(frozen=True, slots=True)
class Change:
    """One published change; names are display names, never addresses."""

    at: datetime
    author: str
    accepted_by: str
    summary: str
    fields: tuple[str, ...]
    is_creation: bool


def changes_of(offer_id: int) -> list[Change]:
    """All published changes of an offer, newest first (two queries)."""
    entries = list(
        PageLogEntry.objects.filter(page_id=offer_id, action="offers.publish")
        .select_related("revision")
        .order_by("-timestamp", "-pk")
    )
    ids = {entry.user_id for entry in entries} | {
        entry.revision.user_id for entry in entries if entry.revision
    }
    names = dict(User.objects.filter(pk__in=ids - {None}).values_list("pk", "display_name"))
    return [_change(entry, names) for entry in entries]


def _change(entry: PageLogEntry, names: dict[int, str]) -> Change:
    author_id = entry.revision.user_id if entry.revision else None
    data = entry.data or {}
    return Change(
        at=entry.timestamp,
        author=_name(author_id, names),
        accepted_by=_name(entry.user_id, names) if entry.user_id != author_id else "",
        summary=data.get("summary", ""),
        fields=tuple(OFFER_FIELDS[n].label for n in data.get("fields", []) if n in OFFER_FIELDS),
        is_creation=data.get("action") == "offer.created",
    )


def _name(user_id: int | None, names: dict[int, str]) -> str:
    if user_id is None:
        return _("import or initial data")
    return names.get(user_id, _("deleted account"))
