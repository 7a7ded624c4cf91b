"""An undo against what people did since: what they took off, edited, merged or keep stays so."""

import pytest
from django.core.exceptions import PermissionDenied

from contributions.imports.undo import undo_import
from contributions.models import ImportRun, Proposal
from offers.models import Membership, OfferPage
from offers.models.structures import PageState
from offers.publishing import archive_offer, publish_one
from offers.services import add_member
from offers.structures import publish_structure
from search.models import SearchDocument
from tests.contributions.imports.making import (
    hours,
    imported,
    imported_structure,
    run_import,
    service,
    structure,
)
from tests.contributions.making import propose

pytestmark = pytest.mark.usefixtures("words")

MANY = [service(n) for n in range(1, 31)]
OTHER_HOURS = "Mo-Fr 10:00-12:00"


def archive(found, by):
    found.state = PageState.ARCHIVED
    found.save_because("closed", by=by)


def test_an_offer_archived_since_stays_off_the_site(tmp_path, cast):
    run_import(tmp_path, [service()])
    run = run_import(tmp_path, [service(nom="Louer un vélo")]).run
    archive_offer(offer=imported(), actor=cast.animator)
    done = undo_import(run=run, by=None)
    assert not imported().live
    assert imported().public.state == PageState.ARCHIVED
    assert not SearchDocument.objects.filter(offer=imported().pk).exists()
    assert (done.put_back, done.kept) == (0, 1)


def test_an_offer_merged_since_still_redirects(tmp_path, cast):
    run_import(tmp_path, [service(), service(2)])
    run = run_import(tmp_path, [service(nom="Louer un vélo"), service(2)]).run
    archive_offer(offer=imported(), actor=cast.animator, merged_into=imported(2))
    undo_import(run=run, by=None)
    assert not imported().live
    assert imported().public.state == PageState.MERGED
    assert imported().public.moved_to == imported(2).public_id


def test_an_offer_archived_again_by_a_person_stays_off_the_site(tmp_path, cast):
    run_import(tmp_path, MANY)
    run = run_import(tmp_path, MANY[:29], complete=True).run
    run_import(tmp_path, MANY)
    archive_offer(offer=imported(30), actor=cast.animator)
    undo_import(run=run, by=None)
    assert not imported(30).live
    assert imported(30).public.state == PageState.ARCHIVED


def test_a_restored_offer_edited_since_stays_as_edited(tmp_path, cast):
    run_import(tmp_path, MANY)
    run_import(tmp_path, MANY[:29], complete=True)
    run = run_import(tmp_path, [*MANY[:29], service(30, nom="Nouveau titre")]).run
    publish_one(offer=imported(30), fields={"summary": "Corrigé ici."}, author=cast.outsider)
    done = undo_import(run=run, by=None)
    offer = imported(30)
    assert (offer.live, offer.title, offer.summary) == (True, "Nouveau titre", "Corrigé ici.")
    assert done.kept == 1


def test_a_restored_offer_goes_again(tmp_path):
    run_import(tmp_path, MANY)
    run_import(tmp_path, MANY[:29], complete=True)
    run = run_import(tmp_path, MANY).run
    assert imported(30).live
    undo_import(run=run, by=None)
    assert not imported(30).live
    assert imported(30).public.state == PageState.ARCHIVED


def test_a_structure_archived_since_stays_so(tmp_path, cast):
    run_import(tmp_path, [service()])
    run = run_import(tmp_path, [service()], [structure(nom="Garage du viaduc")]).run
    archive(imported_structure(), cast.animator)
    undo_import(run=run, by=None)
    assert imported_structure().state == PageState.ARCHIVED


def test_a_structure_merged_since_is_left_alone(tmp_path):
    both = [structure(), structure(2)]
    run_import(tmp_path, [service()], both)
    run = run_import(tmp_path, [service()], [structure(), structure(2, nom="Garage")]).run
    merged = imported_structure(2)
    merged.state, merged.merged_into = PageState.MERGED, imported_structure()
    merged.save()
    undo_import(run=run, by=None)
    assert run.state == ImportRun.State.UNDONE
    assert (imported_structure(2).state, imported_structure(2).name) == (PageState.MERGED, "Garage")


def test_a_structure_that_the_run_archived_and_people_merged_stays_merged(tmp_path):
    both = [structure(n) for n in range(1, 12)]
    run_import(tmp_path, [service()], both)
    run = run_import(tmp_path, [service()], both[:-1], complete=True).run
    merged = imported_structure(11)
    assert merged.state == PageState.ARCHIVED
    merged.state, merged.merged_into = PageState.MERGED, imported_structure()
    merged.save()
    undo_import(run=run, by=None)
    assert run.state == ImportRun.State.UNDONE
    assert imported_structure(11).state == PageState.MERGED


def test_a_new_structure_edited_since_stays(tmp_path, cast):
    refused = service(type="inconnu")
    run = run_import(tmp_path, [refused], [structure(), structure(2)]).run
    publish_structure(
        structure=imported_structure(), fields={"phone": "05 36 49 00 99"}, author=cast.outsider
    )
    done = undo_import(run=run, by=None)
    assert imported_structure().state == PageState.LIVE
    assert imported_structure().phone == "+33536490099"
    assert imported_structure(2).state == PageState.ARCHIVED
    assert (done.put_back, done.kept) == (1, 1)


def test_a_new_structure_that_somebody_keeps_stays(tmp_path, cast):
    run = run_import(tmp_path, [service()]).run
    add_member(structure=imported_structure(), user=cast.member, role=Membership.Role.OWNER)
    undo_import(run=run, by=None)
    assert not imported().live
    assert imported_structure().state == PageState.LIVE


def test_a_field_of_a_structure_corrected_since_stays(tmp_path, cast):
    run_import(tmp_path, [service()])
    run = run_import(
        tmp_path, [service()], [structure(nom="Garage du viaduc", telephone="05 36 49 00 55")]
    ).run
    publish_structure(
        structure=imported_structure(), fields={"phone": "05 36 49 00 99"}, author=cast.outsider
    )
    undo_import(run=run, by=None)
    kept = imported_structure()
    assert (kept.name, kept.phone) == ("Atelier du quartier 1", "+33536490099")


def test_a_refused_row_is_not_counted_as_kept(tmp_path):
    rows = [structure(), structure(2, code_insee="", commune="", code_postal="")]
    context = run_import(tmp_path, [service()], rows)
    assert context.report.structures.refused == 1
    done = undo_import(run=context.run, by=None)
    assert (done.put_back, done.kept) == (2, 0)


def test_what_the_run_asked_is_taken_back(tmp_path, cast):
    run_import(tmp_path, [service()])
    publish_one(offer=imported(), fields={"opening_hours": OTHER_HOURS}, author=cast.outsider)
    run = run_import(tmp_path, hours("Mo-Fr 14:00-17:00")).run
    assert Proposal.objects.open().count() == 1
    undo_import(run=run, by=cast.administrator)
    assert Proposal.objects.get().state == Proposal.State.WITHDRAWN
    assert imported().opening_hours == OTHER_HOURS


def test_what_a_later_run_asked_again_still_waits(tmp_path, cast):
    run_import(tmp_path, [service()])
    publish_one(offer=imported(), fields={"opening_hours": OTHER_HOURS}, author=cast.outsider)
    run = run_import(tmp_path, hours("Mo-Fr 14:00-17:00")).run
    run_import(tmp_path, hours("Mo-Fr 15:00-17:00"))
    undo_import(run=run, by=None)
    proposal = Proposal.objects.open().get()
    assert proposal.changes == {"opening_hours": "Mo-Fr 15:00-17:00"}


def test_what_people_proposed_still_waits(tmp_path, cast):
    run = run_import(tmp_path, [service()]).run
    mine = propose(imported(), cast.outsider, title="Voitures à louer")
    undo_import(run=run, by=None)
    mine.refresh_from_db()
    assert mine.state == Proposal.State.PENDING


def test_a_run_of_several_sources_is_undone_by_administrators_only(tmp_path, cast):
    run = run_import(tmp_path, [service()]).run
    for person in (cast.outsider, cast.animator):
        with pytest.raises(PermissionDenied):
            undo_import(run=run, by=person)
    assert imported().live
    undo_import(run=run, by=cast.administrator)
    assert not OfferPage.objects.filter(live=True).exists()
