"""What an import brings: pages of offers and structures, once, with dates that mean something."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from contributions.models import ImportRow, ImportRun
from journal.models import AuditEvent
from offers.models import OfferPage, Provenance, PublicOffer, Source, Structure, StructureProvenance
from search.models import SearchDocument
from tests.contributions.imports.making import imported, run_import, service, structure

pytestmark = pytest.mark.usefixtures("words")


def test_a_new_record_becomes_a_live_offer_with_its_structure(tmp_path):
    context = run_import(tmp_path, [service()])
    offer = imported()
    assert offer.live
    assert offer.title == "Louer une voiture, formule 1"
    assert offer.home_territory.uid == "fr:department:12"
    assert offer.structure == Structure.objects.get(name="Atelier du quartier 1")
    assert offer.public.data["source"]["name"] == "essai"
    assert SearchDocument.objects.filter(offer=offer.pk).exists()
    assert offer.live_revision == offer.provenance.revision
    assert context.report.services.created == context.report.structures.created == 1


def test_the_three_dates_are_apart(tmp_path):
    run_import(tmp_path, [service(date_maj="2026-03-31")])
    row = imported().public
    assert row.verified_at is None
    assert row.modified_at == datetime(2026, 3, 30, 22, tzinfo=UTC)
    assert timezone.now() - row.imported_at < timedelta(minutes=1)


def test_the_same_file_again_changes_nothing(tmp_path):
    rows = [service(n) for n in range(1, 6)]
    run_import(tmp_path, rows)
    before = list(PublicOffer.objects.order_by("pk").values())
    events = AuditEvent.objects.count()
    context = run_import(tmp_path, rows)
    assert context.report.services.unchanged == 5
    assert context.report.structures.unchanged == 1
    assert list(PublicOffer.objects.order_by("pk").values()) == before
    assert AuditEvent.objects.count() == events


def test_a_changed_record_changes_its_offer_and_leaves_a_revision(tmp_path):
    run_import(tmp_path, [service()])
    first = imported()
    context = run_import(tmp_path, [service(nom="Louer un vélo", date_maj="2026-05-02")])
    offer = imported()
    assert (offer.pk, offer.title) == (first.pk, "Louer un vélo")
    assert offer.revisions.count() == 2
    assert offer.live_revision.user is None
    assert offer.public.version == first.public.version + 1
    assert offer.public.modified_at.date().isoformat() == "2026-05-01"
    assert context.report.services.updated == 1
    assert "velo" in SearchDocument.objects.get(offer=offer.pk).title_tokens


def test_only_another_date_moves_the_date_and_leaves_no_revision(tmp_path):
    run_import(tmp_path, [service()])
    run_import(tmp_path, [service(date_maj="2026-05-02")])
    offer = imported()
    assert offer.revisions.count() == 1
    assert offer.public.modified_at.date().isoformat() == "2026-05-01"


def test_a_changed_structure_keeps_its_address_and_renames_its_offers(tmp_path):
    run_import(tmp_path, [service()])
    before = Structure.objects.get(provenances__external_id="essai--s1")
    context = run_import(tmp_path, [service()], [structure(nom="Garage du viaduc")])
    after = Structure.objects.get(pk=before.pk)
    assert (after.public_id, after.name) == (before.public_id, "Garage du viaduc")
    assert after.history.count() == 2
    assert imported().public.data["structure"]["name"] == "Garage du viaduc"
    assert context.report.structures.updated == 1


def test_a_bad_row_is_refused_whole_and_the_good_ones_land(tmp_path):
    rows = [service(1), service(2, thematiques=["mobilite--acceder-a-un-vehicul"]), service(3)]
    context = run_import(tmp_path, rows)
    assert OfferPage.objects.count() == 2
    assert context.report.services.refused == 1
    refused = ImportRow.objects.get(action=ImportRow.Action.REFUSE)
    assert (refused.number, refused.external_id) == (2, "essai--2")
    (problem,) = refused.problems
    assert problem["field"] == "thematiques"
    assert problem["suggestion"] == "mobilite--acceder-a-un-vehicule"


def test_a_service_of_an_unknown_structure_is_refused(tmp_path):
    context = run_import(tmp_path, [service(structure_id="essai--s9")])
    assert context.report.services.refused == 1
    assert not OfferPage.objects.exists()


def test_a_structure_of_an_earlier_import_is_known(tmp_path):
    run_import(tmp_path, [service()])
    context = run_import(tmp_path, [service(2)], [structure(2)])
    assert context.report.services.created == 1
    assert imported(2).structure.provenances.get().external_id == "essai--s1"


def test_a_preview_writes_nothing_but_says_it_all(tmp_path):
    run_import(tmp_path, [service(1), service(2)])
    stamp = (OfferPage.objects.count(), AuditEvent.objects.count(), Provenance.objects.count())
    rows = [service(1, nom="Autre titre"), service(2), service(3), service(4, type="rien")]
    context = run_import(tmp_path, rows, [structure(1), structure(2)], writes=False)
    assert (
        OfferPage.objects.count(),
        AuditEvent.objects.count(),
        Provenance.objects.count(),
    ) == stamp
    assert not StructureProvenance.objects.filter(external_id="essai--s2").exists()
    counts = context.report.counts()
    assert counts["services"] == {
        "created": 1,
        "updated": 1,
        "unchanged": 1,
        "refused": 1,
        "archived": 0,
        "conflicts": 0,
    }
    assert counts["structures"]["created"] == 1
    assert context.run.state == ImportRun.State.READY
    update = context.run.rows.get(action=ImportRow.Action.UPDATE)
    assert update.changes == {"title": ["Louer une voiture, formule 1", "Autre titre"]}
    assert not context.run.rows.exclude(written_at=None).exists()


def test_a_violence_offer_is_hidden_as_it_arrives(tmp_path):
    needs = ["famille--surmonter-conflits-separation-violence"]
    run_import(tmp_path, [service(thematiques=needs)])
    data = imported().public.data
    assert data["address"]["visibility"] == "hidden"
    assert "République" not in str(data)


def test_a_source_of_another_territory_writes_nothing_here(tmp_path):
    context = run_import(tmp_path, [service()], territory="fr:department:69")
    assert context.report.services.refused == 1
    assert context.report.structures.refused == 1
    assert not Structure.objects.filter(name__startswith="Atelier du quartier").exists()
    reasons = [row.problems[0]["reason"] for row in context.run.rows.all()]
    assert any("Aveyron" in reason for reason in reasons)


def test_sources_are_made_once_with_their_licence(tmp_path):
    run_import(tmp_path, [service(), service(2, source="autre", structure_id="x")])
    assert set(Source.objects.values_list("key", flat=True)) == {"essai", "autre"}
    assert Source.objects.get(key="essai").licence


def test_audit_tells_each_batch_once(tmp_path):
    context = run_import(tmp_path, [service(n) for n in range(1, 8)])
    (event,) = AuditEvent.objects.filter(action="offers.published")
    assert event.data["count"] == 7
    assert event.data["run"] == str(context.run.uuid)


@pytest.mark.parametrize("size", [2, 30])
def test_a_batch_costs_the_same_number_of_queries(tmp_path, size, django_assert_max_num_queries):
    run_import(tmp_path, [service(99)])
    with django_assert_max_num_queries(120):
        run_import(tmp_path, [service(n) for n in range(1, size)])


@pytest.mark.parametrize("size", [2, 30])
def test_a_batch_of_changes_costs_the_same_number_of_queries(
    tmp_path, size, django_assert_max_num_queries
):
    run_import(tmp_path, [service(n) for n in range(1, size)])
    with django_assert_max_num_queries(120):
        run_import(tmp_path, [service(n, nom=f"Autre titre {n}") for n in range(1, size)])
