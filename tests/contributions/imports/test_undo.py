"""A whole import is taken back; what people did since stays."""

import pytest
from django.core.exceptions import PermissionDenied

from contributions.imports.undo import NotUndoable, undo_import
from contributions.models import ImportRun
from journal.models import AuditEvent
from offers.models import OfferPage, Source, Structure
from offers.models.structures import PageState
from offers.publishing import publish_one
from offers.snapshots import snapshot
from tests.contributions.imports.making import imported, run_import, service, structure

pytestmark = pytest.mark.usefixtures("words")


def test_what_the_import_made_goes(tmp_path):
    context = run_import(tmp_path, [service(1), service(2)])
    done = undo_import(run=context.run, by=None)
    assert not OfferPage.objects.filter(live=True).exists()
    assert Structure.objects.get(provenances__isnull=False).state == PageState.ARCHIVED
    assert (done.put_back, done.kept) == (3, 0)
    assert context.run.state == ImportRun.State.UNDONE
    assert AuditEvent.objects.filter(action="import.undone").count() == 1


def test_what_it_changed_is_what_it_was(tmp_path):
    run_import(tmp_path, [service()])
    before = snapshot(imported())
    context = run_import(tmp_path, [service(nom="Louer un vélo", publics=["femmes"])])
    undo_import(run=context.run, by=None)
    assert snapshot(imported()) == before
    assert imported().revisions.count() == 3


def test_a_later_edit_by_a_person_survives(tmp_path, cast):
    run_import(tmp_path, [service()])
    context = run_import(tmp_path, [service(nom="Louer un vélo", publics=["femmes"])])
    publish_one(offer=imported(), fields={"title": "Louer deux vélos"}, author=cast.outsider)
    undo_import(run=context.run, by=None)
    offer = imported()
    assert offer.title == "Louer deux vélos"
    assert offer.audiences == ["tous-publics"]


def test_a_new_offer_edited_since_stays(tmp_path, cast):
    context = run_import(tmp_path, [service(1), service(2)])
    publish_one(offer=imported(1), fields={"title": "Corrigé ici"}, author=cast.outsider)
    done = undo_import(run=context.run, by=None)
    assert imported(1).live
    assert not imported(2).live
    assert Structure.objects.get(provenances__isnull=False).state == PageState.LIVE
    assert done.kept >= 1


def test_what_it_archived_comes_back(tmp_path):
    rows = [service(n) for n in range(1, 31)]
    run_import(tmp_path, rows)
    context = run_import(tmp_path, rows[:29], complete=True)
    assert not imported(30).live
    undo_import(run=context.run, by=None)
    assert imported(30).live
    assert imported(30).public.state == PageState.LIVE


def test_a_structure_is_what_it_was(tmp_path):
    run_import(tmp_path, [service()])
    context = run_import(tmp_path, [service()], [structure(nom="Garage du viaduc")])
    undo_import(run=context.run, by=None)
    assert Structure.objects.get(provenances__isnull=False).name == "Atelier du quartier 1"


def test_the_same_file_after_an_undo_brings_it_all_again(tmp_path):
    rows = [service(1), service(2)]
    context = run_import(tmp_path, rows)
    undo_import(run=context.run, by=None)
    run_import(tmp_path, rows)
    assert OfferPage.objects.filter(live=True).count() == 2
    assert OfferPage.objects.count() == 2
    assert Structure.objects.get(provenances__isnull=False).state == PageState.LIVE


def test_an_undo_is_done_once(tmp_path):
    context = run_import(tmp_path, [service()])
    undo_import(run=context.run, by=None)
    with pytest.raises(NotUndoable):
        undo_import(run=context.run, by=None)


def test_a_preview_has_nothing_to_undo(tmp_path):
    context = run_import(tmp_path, [service()], writes=False)
    with pytest.raises(NotUndoable):
        undo_import(run=context.run, by=None)


def test_only_an_administrator_of_its_territory_undoes_it(tmp_path, cast):
    source = Source.objects.create(
        key="essai", name="Essai", territory=cast.structure.home_territory
    )
    context = run_import(tmp_path, [service()], source=source, by=cast.administrator)
    with pytest.raises(PermissionDenied):
        undo_import(run=context.run, by=cast.animator)
    assert imported().live
    undo_import(run=context.run, by=cast.administrator)
    assert not imported().live
