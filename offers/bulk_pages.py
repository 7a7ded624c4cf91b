"""The rows Wagtail keeps of an offer, by the batch: page, offer, revision, log entry."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from wagtail.models import Page, PageLogEntry, Revision

from accounts.models import User
from offers.models import OfferIndexPage, OfferPage
from offers.rows import insert_instances, insert_values, reserve_keys, update_instances

Note = Mapping[str, Any]

# What publishing writes on the page's own row, beside the title.
_PUBLISHED = (
    "title",
    "draft_title",
    "live",
    "expired",
    "has_unpublished_changes",
    "first_published_at",
    "last_published_at",
    "latest_revision",
    "live_revision",
    "latest_revision_created_at",
)


def insert_pages(offers: Sequence[OfferPage], *, parent: Page) -> None:
    """Give new offers their place under the index page, each with its first live revision's key.

    The parent's row is locked, as add_child does: that is what keeps paths and slugs unique.
    """
    locked = Page.objects.select_for_update().get(pk=parent.pk)
    _place_in_tree(offers, under=locked)
    keys = reserve_keys(Page, len(offers))
    revisions = reserve_keys(Revision, len(offers))
    content_type = ContentType.objects.get_for_model(OfferPage)
    now = timezone.now()
    for offer, key, revision in zip(offers, keys, revisions, strict=True):
        offer.pk = offer.page_ptr_id = offer.id = key
        offer.content_type = content_type
        offer.locale_id = locked.locale_id
        _publish(offer, revision, now)
        offer._state.adding = False
    insert_instances(Page, offers)
    insert_instances(OfferPage, offers)
    Page.objects.filter(pk=locked.pk).update(numchild=models.F("numchild") + len(offers))


def update_pages(offers: Sequence[OfferPage]) -> None:
    """Write the fields of locked live offers, each with the key of its next live revision."""
    revisions = reserve_keys(Revision, len(offers))
    now = timezone.now()
    for offer, revision in zip(offers, revisions, strict=True):
        _publish(offer, revision, now)
    update_instances(Page, _PUBLISHED, offers)
    own = [field.name for field in OfferPage._meta.local_concrete_fields if not field.primary_key]
    update_instances(OfferPage, own, offers)


def _place_in_tree(offers: Sequence[OfferPage], *, under: OfferIndexPage) -> None:
    depth = under.depth + 1
    last = Page.objects.filter(path__startswith=under.path, depth=depth).aggregate(
        last=models.Max("path")
    )["last"]
    step = int(last[-Page.steplen :], len(Page.alphabet)) if last else 0
    for number, offer in enumerate(offers, start=step + 1):
        offer.depth = depth
        offer.path = Page._get_path(under.path, depth, number)  # noqa: SLF001 treebeard has no other
        offer.numchild = 0
        offer.url_path = f"{under.url_path}{offer.slug}/"


def _publish(offer: OfferPage, revision: int, at: datetime) -> None:
    offer.live, offer.expired, offer.has_unpublished_changes = True, False, False
    offer.first_published_at = offer.first_published_at or at
    offer.last_published_at = offer.latest_revision_created_at = at
    offer.latest_revision_id = offer.live_revision_id = revision


def insert_revisions(
    offers: Sequence[OfferPage],
    notes: Sequence[Note],
    *,
    author: User | None,
    accepted_by: User | None = None,
) -> None:
    """The live revision of each offer, whose key the offer holds already, and its log entry."""
    base = ContentType.objects.get_for_model(Page)
    insert_values(Revision, [_revision(offer, base, author) for offer in offers])
    actor = accepted_by or author
    said = {"by_person": author is not None, "was_accepted": accepted_by is not None}
    entries = [
        {**_entry(offer, "offers.publish", actor), "revision_id": offer.live_revision_id}
        | {"content_changed": True, "timestamp": offer.last_published_at, "data": {**note, **said}}
        for offer, note in zip(offers, notes, strict=True)
    ]
    insert_values(PageLogEntry, entries)


def _revision(offer: OfferPage, base: ContentType, author: User | None) -> dict[str, Any]:
    return {
        "id": offer.live_revision_id,
        "content_type_id": offer.content_type_id,
        "base_content_type_id": base.pk,
        "object_id": str(offer.pk),
        "object_str": str(offer),
        "created_at": offer.last_published_at,
        "user_id": author.pk if author else None,
        "content": _content(offer),
    }


def _entry(offer: OfferPage, action: str, actor: User | None) -> dict[str, Any]:
    return {
        "page_id": offer.pk,
        "content_type_id": offer.content_type_id,
        "label": offer.title,
        "action": action,
        "user_id": actor.pk if actor else None,
    }


def unpublish_pages(offers: Sequence[OfferPage], *, actor: User | None) -> None:
    """Take live offers off the tree's public part, as Wagtail's own unpublishing does."""
    for offer in offers:
        offer.live, offer.has_unpublished_changes, offer.live_revision_id = False, True, None
    update_instances(Page, ("live", "has_unpublished_changes", "live_revision"), offers)
    now = timezone.now()
    entries = [{**_entry(offer, "offers.archive", actor), "timestamp": now} for offer in offers]
    insert_values(PageLogEntry, entries)


_FIELDS = {field.name: field.attname for field in OfferPage._meta.fields if field.serialize}
_MOMENTS = [f.name for f in OfferPage._meta.fields if isinstance(f, models.DateTimeField)]


def _content(offer: OfferPage) -> dict[str, Any]:
    """What `offer.serializable_data()` gives, six times faster: no offer has child relations."""
    values = {name: getattr(offer, attname) for name, attname in _FIELDS.items()}
    for name in _MOMENTS:
        values[name] = values[name].astimezone(UTC) if values[name] else None
    values["translation_key"] = str(offer.translation_key)
    # The revision was not there yet when the page was serialised.
    unpublished = {"latest_revision": None, "live_revision": None}
    return {"pk": offer.pk, **values, **unpublished, "wagtail_admin_comments": []}
