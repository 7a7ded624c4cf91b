"""What people corrected stays; what both changed is for an animator to decide."""

import pytest

from contributions.models import ImportRow, Proposal
from contributions.previews import preview
from moderation.deciding.services import SeenVersion, accept_proposal
from notifications.models import Notice
from offers.models import Structure
from offers.publishing import archive_offer, publish_one
from offers.structures import publish_structure
from tests.contributions.imports.making import imported, run_import, service, structure

pytestmark = pytest.mark.usefixtures("words")

OTHER_HOURS = "Mo-Fr 10:00-12:00"


@pytest.fixture
def corrected(tmp_path, cast):
    """An imported offer whose hours a member corrected."""
    run_import(tmp_path, [service()])
    publish_one(offer=imported(), fields={"opening_hours": OTHER_HOURS}, author=cast.outsider)
    return imported()


def test_a_correction_stays_when_the_source_has_not_changed_it(tmp_path, corrected):
    context = run_import(tmp_path, [service(nom="Louer un vélo")])
    offer = imported()
    assert (offer.title, offer.opening_hours) == ("Louer un vélo", OTHER_HOURS)
    assert context.report.services.updated == 1
    assert context.report.services.conflicts == 0
    assert offer.provenance.differs == {"opening_hours": "Mo-Fr 09:00-12:00"}


def test_it_still_stays_at_the_import_after_that(tmp_path, corrected):
    run_import(tmp_path, [service(nom="Louer un vélo")])
    run_import(tmp_path, [service(nom="Louer un scooter")])
    offer = imported()
    assert (offer.title, offer.opening_hours) == ("Louer un scooter", OTHER_HOURS)
    assert not Proposal.objects.exists()


def test_both_changed_the_same_field_so_an_animator_decides(tmp_path, corrected, cast):
    context = run_import(tmp_path, [service(horaires_accueil="Mo-Fr 14:00-17:00")])
    offer = imported()
    assert offer.opening_hours == OTHER_HOURS
    assert context.report.services.conflicts == 1
    proposal = Proposal.objects.get()
    assert proposal.changes == {"opening_hours": "Mo-Fr 14:00-17:00"}
    assert (proposal.author, proposal.author_label) == (None, "essai")
    assert proposal.territory.uid == "fr:department:12"
    assert ImportRow.objects.get(action=ImportRow.Action.CONFLICT).offer == offer
    accept_proposal(
        proposal=proposal,
        moderator=cast.animator,
        seen=SeenVersion(proposal.version, preview(proposal).preview_hash),
    )
    assert imported().opening_hours == "Mo-Fr 14:00-17:00"


def test_the_animator_is_told_once_for_a_whole_import(tmp_path, cast):
    run_import(tmp_path, [service(n) for n in range(1, 4)])
    for number in range(1, 4):
        publish_one(
            offer=imported(number), fields={"opening_hours": OTHER_HOURS}, author=cast.outsider
        )
    rows = [service(n, horaires_accueil="Mo-Fr 14:00-17:00") for n in range(1, 4)]
    run_import(tmp_path, rows)
    assert Proposal.objects.count() == 3
    notices = Notice.objects.filter(recipient=cast.animator, kind="import_to_review")
    assert [notice.params["count"] for notice in notices] == [3]
    assert not Notice.objects.filter(kind="proposal_to_review").exists()


def test_a_later_import_renews_the_proposal_that_waits(tmp_path, corrected):
    run_import(tmp_path, [service(horaires_accueil="Mo-Fr 14:00-17:00")])
    run_import(tmp_path, [service(horaires_accueil="Mo-Fr 15:00-17:00")])
    proposal = Proposal.objects.get()
    assert (proposal.version, proposal.versions.count()) == (2, 2)
    assert proposal.changes == {"opening_hours": "Mo-Fr 15:00-17:00"}


def test_the_same_file_again_asks_nothing_again(tmp_path, corrected):
    rows = [service(horaires_accueil="Mo-Fr 14:00-17:00")]
    run_import(tmp_path, rows)
    context = run_import(tmp_path, rows)
    assert context.report.services.unchanged == 1
    assert Proposal.objects.get().version == 1


def test_the_source_takes_the_correction_over(tmp_path, corrected):
    context = run_import(tmp_path, [service(horaires_accueil=OTHER_HOURS)])
    offer = imported()
    assert offer.opening_hours == OTHER_HOURS
    assert offer.provenance.differs == {}
    assert offer.revisions.count() == 2
    assert context.report.services.conflicts == 0


def test_members_of_sets_merge_one_by_one(tmp_path, cast):
    run_import(tmp_path, [service(publics=["jeunes"])])
    publish_one(offer=imported(), fields={"audiences": ["jeunes", "femmes"]}, author=cast.outsider)
    run_import(tmp_path, [service(publics=["jeunes", "seniors"])])
    assert imported().audiences == ["femmes", "jeunes", "seniors"]
    assert not Proposal.objects.exists()


def test_an_offer_archived_here_is_not_brought_back(tmp_path, cast):
    run_import(tmp_path, [service()])
    archive_offer(offer=imported(), actor=cast.animator)
    run_import(tmp_path, [service(nom="Encore là")])
    offer = imported()
    assert not offer.live
    assert offer.title == "Louer une voiture, formule 1"


def test_a_structure_corrected_here_is_kept_and_disputes_are_asked(tmp_path, cast):
    run_import(tmp_path, [service()])
    kept = Structure.objects.get(provenances__external_id="essai--s1")
    publish_structure(structure=kept, fields={"phone": "05 36 49 00 99"}, author=cast.outsider)
    run_import(tmp_path, [service()], [structure(nom="Garage du viaduc")])
    kept.refresh_from_db()
    assert (kept.name, kept.phone) == ("Garage du viaduc", "+33536490099")
    context = run_import(
        tmp_path, [service()], [structure(nom="Garage du viaduc", telephone="05 36 49 00 55")]
    )
    kept.refresh_from_db()
    assert kept.phone == "+33536490099"
    assert context.report.structures.conflicts == 1
    proposal = Proposal.objects.get()
    assert proposal.changes == {"phone": "+33536490055"}
    accept_proposal(
        proposal=proposal,
        moderator=cast.animator,
        seen=SeenVersion(proposal.version, preview(proposal).preview_hash),
    )
    kept.refresh_from_db()
    assert kept.phone == "+33536490055"
    assert kept.history.first().history_change_reason == "proposal.accepted"


def test_pages_of_moderation_show_a_dispute_on_a_structure(tmp_path, cast, client):
    run_import(tmp_path, [service()])
    kept = Structure.objects.get(provenances__external_id="essai--s1")
    publish_structure(structure=kept, fields={"phone": "05 36 49 00 99"}, author=cast.outsider)
    run_import(tmp_path, [service()], [structure(telephone="05 36 49 00 55")])
    client.force_login(cast.animator)
    queue = client.get("/moderation/")
    assert "Atelier du quartier 1" in queue.content.decode()
    item = client.get(f"/moderation/{Proposal.objects.get().uuid}/").content.decode()
    assert '<h3 class="diff__label">Téléphone</h3>' in item
