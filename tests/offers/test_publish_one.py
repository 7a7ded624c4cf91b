import pytest
from django.core.management import call_command

from journal.models import AuditEvent
from offers.models import OfferPage, PublicOffer
from offers.publishing import archive_offer, publish_one
from offers.services import set_availability, verify_offer
from offers.signals import offers_changed
from offers.snapshots import snapshot
from offers.validation import InvalidFields

pytestmark = pytest.mark.django_db


def test_an_edit_goes_live_as_one_revision_of_its_author(offer, cast):
    before = offer.revisions.count()
    revision = publish_one(
        offer=offer,
        fields={"title": "Voitures à louer"},
        author=cast.outsider,
        accepted_by=cast.animator,
        summary="Titre plus court.",
    )
    offer.refresh_from_db()
    assert offer.title == "Voitures à louer"
    assert offer.live_revision == revision == offer.latest_revision
    assert revision.user == cast.outsider
    assert offer.revisions.count() == before + 1
    assert not offer.has_unpublished_changes


def test_an_edit_leaves_one_audit_event_without_free_text(offer, cast):
    before = AuditEvent.objects.count()
    publish_one(offer=offer, fields={"summary": "Autre"}, author=cast.outsider, summary="Pourquoi")
    event = AuditEvent.objects.latest("pk")
    assert AuditEvent.objects.count() == before + 1
    assert event.action == "offer.edited"
    assert event.data["fields"] == ["summary"]
    assert "Pourquoi" not in str(event.data)


def test_an_edit_refreshes_the_public_row_and_says_so(offer, cast):
    told = []

    def listen(sender, offer_ids, **kwargs):
        told.extend(offer_ids)

    offers_changed.connect(listen)
    try:
        publish_one(offer=offer, fields={"summary": "Nouveau résumé"}, author=cast.outsider)
    finally:
        offers_changed.disconnect(listen)
    row = PublicOffer.objects.get(pk=offer.pk)
    assert row.data["summary"] == "Nouveau résumé"
    assert row.version == 2
    assert told == [offer.pk]


def test_a_refused_edit_writes_nothing(offer, cast):
    before = snapshot(offer), AuditEvent.objects.count(), offer.revisions.count()
    with pytest.raises(InvalidFields):
        publish_one(offer=offer, fields={"title": "x"}, author=cast.outsider)
    offer.refresh_from_db()
    assert (snapshot(offer), AuditEvent.objects.count(), offer.revisions.count()) == before


def test_the_home_territory_is_the_department_of_the_address(offer):
    assert offer.home_territory.uid == "fr:department:12"


def test_an_edit_of_the_address_does_not_move_the_home_territory(offer, cast):
    publish_one(
        offer=offer,
        fields={"commune": "fr:commune:69123", "latitude": 45.76, "longitude": 4.83},
        author=cast.outsider,
    )
    offer.refresh_from_db()
    assert offer.home_territory.uid == "fr:department:12"


def test_verifying_moves_no_other_date(offer, cast):
    modified = PublicOffer.objects.get(pk=offer.pk).modified_at
    verify_offer(offer=offer, by=cast.publisher, method="structure")
    row = PublicOffer.objects.get(pk=offer.pk)
    assert row.verified_at is not None
    assert row.modified_at == modified
    assert offer.revisions.count() == 1


def test_availability_is_not_part_of_a_revision(offer, cast):
    set_availability(offer=offer, level="full", by=cast.publisher)
    row = PublicOffer.objects.get(pk=offer.pk)
    assert row.data["availability"]["level"] == "full"
    assert "availability" not in offer.latest_revision.content


def test_an_archived_offer_leaves_every_list(offer, cast):
    archive_offer(offer=offer, actor=cast.animator)
    offer.refresh_from_db()
    assert not offer.live
    assert not PublicOffer.objects.live().exists()
    assert not PublicOffer.objects.get(pk=offer.pk).need_rows.exists()


def test_an_offer_is_never_deleted(offer):
    with pytest.raises(TypeError):
        offer.delete()
    assert OfferPage.objects.filter(pk=offer.pk).exists()


def test_the_page_tree_is_sound(offer, capsys):
    call_command("fixtree", interactive=False)
    assert "No problems found" in capsys.readouterr().out
