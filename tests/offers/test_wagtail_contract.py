"""We write a publication's rows ourselves: they are those that Wagtail's own publishing leaves."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from wagtail.models import Page, PageLogEntry, Revision

from offers.known import Known
from offers.models import OfferPage
from offers.publishing import lock_offer, new_offer, publish_new, publish_one
from offers.snapshots import set_fields, snapshot
from offers.validation import apply_changes
from tests.factories import CAR, SHELTER, ensure_country, offer_fields

pytestmark = pytest.mark.django_db

Rows = dict[str, Any]
EDIT = {"title": "Louer une voiture", "needs": [CAR, SHELTER], "fee_detail": "6 € par jour"}
# Keys, random ids and the moment of writing differ by nature.
OWN = {"id", "page_ptr_id", "pk", "public_id", "slug", "url_path", "path", "translation_key"}
MOMENTS = {"last_published_at", "latest_revision_created_at", "first_published_at"}
# A way to come with a key of its own, as one is drawn for those that have none.
COME = {"uuid": "11111111-1111-4111-8111-111111111111", "mode": "come", "value": "", "note": ""}
KEYS = {"latest_revision_id", "live_revision_id", "latest_revision", "live_revision"}


def rows_of(pk: int) -> Rows:
    """What is kept of an offer that was just published."""
    page = Page.objects.filter(pk=pk).values().get()
    revision = Revision.objects.filter(pk=page["live_revision_id"]).values().get()
    assert page["latest_revision_id"] == page["live_revision_id"]
    assert page["latest_revision_created_at"] == revision["created_at"]
    return {
        "page": without(page, OWN | MOMENTS | KEYS),
        "offer": without(OfferPage.objects.filter(pk=pk).values().get(), OWN | MOMENTS | KEYS),
        "revision": without(revision, {"id", "created_at", "content", "object_id"}),
        "content": without(revision["content"], OWN | MOMENTS | KEYS),
        "moments": {name: page[name] is not None for name in MOMENTS},
    }


def without(row: Rows, names: set[str]) -> Rows:
    return {name: value for name, value in row.items() if name not in names}


def tried(act: Callable[[], int]) -> Rows:
    """The rows an act leaves, then taken back."""
    with transaction.atomic():
        found = rows_of(act())
        transaction.set_rollback(True)
    return found


def test_an_edit_leaves_what_wagtail_leaves(offer, cast) -> None:
    def ours() -> int:
        publish_one(offer=offer, fields=EDIT, author=cast.outsider, accepted_by=cast.animator)
        return offer.pk

    def wagtails() -> int:
        live, known = lock_offer(offer.pk), Known.from_database()
        set_fields(live, apply_changes(snapshot(live), EDIT, known=known), known=known)
        revision = live.save_revision(user=cast.outsider, clean=False, changed=True)
        revision.publish(user=cast.animator, skip_permission_checks=True)
        return live.pk

    assert tried(ours) == tried(wagtails)


def test_a_creation_leaves_what_wagtail_leaves(cast, words) -> None:
    country, fields = ensure_country("fr"), offer_fields(engage_person=[COME], engage_worker=[])

    def ours() -> int:
        made = publish_new(
            structure=cast.structure, fields=fields, author=cast.outsider, country=country
        )
        return made.pk

    def wagtails() -> int:
        known = Known.from_database()
        made = new_offer(
            structure=cast.structure,
            merged=apply_changes({}, {**snapshot(OfferPage()), **fields}, known=known),
            country=country,
            known=known,
        )
        country.offer_index.add_child(instance=made)
        made.save_revision(user=cast.outsider, clean=False, changed=True).publish(
            skip_permission_checks=True
        )
        return made.pk

    assert tried(ours) == tried(wagtails)


def test_the_log_names_who_accepted_and_the_revision_who_wrote(offer, cast) -> None:
    publish_one(offer=offer, fields=EDIT, author=cast.outsider, accepted_by=cast.animator)
    entry = PageLogEntry.objects.filter(page=offer.pk, action="offers.publish").latest("pk")
    offer.refresh_from_db()
    assert (entry.user_id, entry.revision_id) == (cast.animator.pk, offer.live_revision_id)
    assert entry.content_changed
    assert offer.live_revision.user == cast.outsider


def test_wagtail_still_publishes_what_we_published(offer, cast) -> None:
    publish_one(offer=offer, fields=EDIT, author=cast.outsider)
    page = OfferPage.objects.get(pk=offer.pk)
    page.summary = "Autre résumé."
    page.save_revision(clean=True).publish(skip_permission_checks=True)
    page.refresh_from_db()
    assert page.summary == "Autre résumé."
    assert page.revisions.count() == offer.revisions.count()
    assert page.latest_revision == page.live_revision
