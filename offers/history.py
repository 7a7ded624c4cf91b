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
    data = entry.data or {}
    author_id = entry.revision.user_id if entry.revision else None
    written = public_name(names, author_id) if data.get("by_person") else _("import")
    return Change(
        at=entry.timestamp,
        author=written,
        accepted_by=public_name(names, entry.user_id) if data.get("was_accepted") else "",
        summary=data.get("summary", ""),
        fields=tuple(OFFER_FIELDS[n].label for n in data.get("fields", []) if n in OFFER_FIELDS),
        is_creation=data.get("is_creation", data.get("action") == "offer.created"),
    )


def public_name(names: dict[int, str], user_id: int | None) -> str:
    """A display name; an erased account leaves only the fact that it was someone."""
    return names.get(user_id or 0, _("deleted account"))
