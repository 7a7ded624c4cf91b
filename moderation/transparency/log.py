"""The log of a month: acts on pages one by one, as their history tells them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from journal.models import AuditEvent
from moderation.transparency.acts import ON_PAGES
from moderation.transparency.periods import Period
from offers.models import PublicOffer, Structure
from offers.models.structures import AddressVisibility, PageState

_OFFER, _STRUCTURE = "offers.offerpage", "offers.structure"


@dataclass(frozen=True, slots=True)
class Entry:
    """One act on a page. `title` and `url` are "" when the page has left the site, or when its
    address is protected: the log then says where nobody is to be led."""

    day: date
    action: str
    label: str | Promise
    kind: str
    title: str = ""
    url: str = ""
    fields: tuple[str, ...] = ()


def acts_on_pages(period: Period, *, path: str) -> QuerySet[AuditEvent]:
    """The newest first, in a territory and all it holds."""
    here = AuditEvent.objects.filter(action__in=ON_PAGES, territory_path__startswith=path)
    return here.filter(at__gte=period.since, at__lt=period.until).order_by("-pk")


def entries(events: Iterable[AuditEvent]) -> list[Entry]:
    """In three queries whatever their number."""
    found = list(events)
    offers = PublicOffer.objects.in_bulk(_keys(found, _OFFER))
    structures = Structure.objects.in_bulk(_keys(found, _STRUCTURE))
    return [_entry(event, offers, structures) for event in found]


def _entry(
    event: AuditEvent, offers: dict[int, PublicOffer], structures: dict[int, Structure]
) -> Entry:
    key = int(event.subject_id) if event.subject_id.isdigit() else 0
    pages: dict[str, PublicOffer | Structure | None] = {
        _OFFER: offers.get(key),
        _STRUCTURE: structures.get(key),
    }
    page = pages.get(event.subject_type)
    entry = Entry(
        day=timezone.localdate(event.at),
        action=event.action,
        label=ON_PAGES[event.action],
        kind=event.subject_type.rpartition(".")[2],
    )
    if page is None or not _may_be_named(page):
        return entry
    return replace(
        entry,
        title=page.title if isinstance(page, PublicOffer) else page.name,
        url=page.get_absolute_url(),
        fields=tuple(event.data.get("fields", ())),
    )


def _may_be_named(page: PublicOffer | Structure) -> bool:
    if page.state != PageState.LIVE:
        return False
    visibility = (
        page.data["address"]["visibility"]
        if isinstance(page, PublicOffer)
        else page.address_visibility
    )
    return bool(visibility == AddressVisibility.PUBLIC)


def _keys(events: Iterable[AuditEvent], subject: str) -> list[int]:
    return [
        int(event.subject_id)
        for event in events
        if event.subject_type == subject and event.subject_id.isdigit()
    ]
