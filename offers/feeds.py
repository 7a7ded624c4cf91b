"""Atom feeds of what changed lately among the public offers of a territory, need or structure."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import PageLogEntry

from accounts.models import User
from notifications.atom import AtomFeed, html_text, xml_text
from offers.models import Need, PublicOffer, Structure
from offers.schema import OFFER_FIELDS
from territories.models import Territory

if TYPE_CHECKING:
    from offers.models.public import PublicOfferQuerySet

MOST = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """One published change of an offer that is on the site now."""

    key: str
    at: datetime
    title: str
    path: str
    author: str
    summary: str


def latest_changes(offers: "PublicOfferQuerySet") -> list[Entry]:
    """The last changes of these offers, newest first (three queries)."""
    logged = PageLogEntry.objects.filter(
        page_id__in=offers.order_by().values("pk"), action="offers.publish"
    ).select_related("revision")
    entries = list(logged.order_by("-timestamp", "-pk")[:MOST])
    rows = PublicOffer.objects.in_bulk([entry.page_id for entry in entries])
    authors = {entry.revision.user_id for entry in entries if entry.revision}
    names = dict(User.objects.filter(pk__in=authors - {None}).values_list("pk", "display_name"))
    return [_entry(entry, rows[entry.page_id], names) for entry in entries]


def _entry(entry: PageLogEntry, row: PublicOffer, names: dict[int, str]) -> Entry:
    data = entry.data or {}
    author = entry.revision.user_id if entry.revision else None
    return Entry(
        key=f"{row.public_id}-{entry.pk}",
        at=entry.timestamp,
        title=row.title,
        path=row.get_absolute_url(),
        author=_written_by(names, author) if data.get("by_person") else _("import"),
        summary=_summary(data),
    )


def _written_by(names: dict[int, str], user_id: int | None) -> str:
    """A display name; an erased account leaves only the fact that it was someone."""
    return names.get(user_id or 0, _("deleted account"))


def _summary(data: dict[str, Any]) -> str:
    if data.get("action") == "offer.created":
        return _("a new page on the site")
    labels = [OFFER_FIELDS[name].label for name in data.get("fields", []) if name in OFFER_FIELDS]
    said = [data["summary"]] if data.get("summary") else []
    if labels:
        said.append(_("what changes: %(fields)s") % {"fields": ", ".join(labels)})
    return " — ".join(said) or _("the page has changed")


class _ChangesFeed(AtomFeed):
    def title(self, obj: Any) -> str:
        return xml_text(_("%(name)s on Maillage: what changes") % {"name": obj})

    def item_guid(self, item: Entry) -> str:
        return f"{settings.SITE_URL}/#change-{item.key}"

    def item_title(self, item: Entry) -> str:
        return xml_text(item.title)

    def item_description(self, item: Entry) -> str:
        return html_text(item.summary)

    def item_link(self, item: Entry) -> str:
        return item.path

    def item_author_name(self, item: Entry) -> str:
        return xml_text(item.author)

    def item_pubdate(self, item: Entry) -> datetime:
        return item.at

    def item_updateddate(self, item: Entry) -> datetime:
        return item.at


class TerritoryFeed(_ChangesFeed):
    def get_object(self, request: HttpRequest, uid: str) -> Territory:
        return get_object_or_404(Territory, uid=uid)

    def link(self, obj: Territory) -> str:
        return reverse("offers:territory", args=[obj.uid])

    def items(self, obj: Territory) -> list[Entry]:
        return latest_changes(PublicOffer.objects.live().in_territory(obj))


class NeedFeed(_ChangesFeed):
    def get_object(self, request: HttpRequest, code: str) -> Need:
        return get_object_or_404(Need.objects.current(), code=code)

    def link(self, obj: Need) -> str:
        return reverse("offers:need", args=[obj.code])

    def items(self, obj: Need) -> list[Entry]:
        return latest_changes(PublicOffer.objects.live().answering(obj))


class StructureFeed(_ChangesFeed):
    def get_object(self, request: HttpRequest, public_id: str) -> Structure:
        return get_object_or_404(Structure.objects.live(), public_id=public_id)

    def link(self, obj: Structure) -> str:
        return obj.get_absolute_url()

    def items(self, obj: Structure) -> list[Entry]:
        return latest_changes(PublicOffer.objects.live().filter(structure=obj))
