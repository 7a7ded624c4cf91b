"""An undo and the runs beside it: files that come after, runs undone in any order."""

import pytest

from contributions.imports.undo import undo_import
from offers.publishing import publish_one
from tests.contributions.imports.making import (
    hours,
    imported,
    imported_structure,
    run_import,
    service,
    structure,
)

pytestmark = pytest.mark.usefixtures("words")

OTHER_HOURS = "Mo-Fr 10:00-12:00"


def test_a_mended_file_after_an_undo_is_not_disputed(tmp_path):
    run_import(tmp_path, [service()])
    undo_import(run=run_import(tmp_path, hours("Mo-Fr 14:00-17:00")).run, by=None)
    assert imported().opening_hours == "Mo-Fr 09:00-12:00"
    context = run_import(tmp_path, hours("Mo-Fr 15:00-17:00"))
    assert context.report.services.conflicts == 0
    assert imported().opening_hours == "Mo-Fr 15:00-17:00"


def test_the_same_file_after_an_undo_changes_it_again(tmp_path):
    run_import(tmp_path, [service()])
    undo_import(run=run_import(tmp_path, hours("Mo-Fr 14:00-17:00")).run, by=None)
    context = run_import(tmp_path, hours("Mo-Fr 14:00-17:00"))
    assert context.report.services.updated == 1
    assert imported().opening_hours == "Mo-Fr 14:00-17:00"


def test_a_correction_after_an_undo_is_still_people_s(tmp_path, cast):
    """The base is again what the source had said: the same hours as before are no news."""
    run_import(tmp_path, [service()])
    undo_import(run=run_import(tmp_path, hours("Mo-Fr 14:00-17:00")).run, by=None)
    publish_one(offer=imported(), fields={"opening_hours": OTHER_HOURS}, author=cast.outsider)
    context = run_import(tmp_path, [service(nom="Louer un vélo")])
    assert context.report.services.conflicts == 0
    assert (imported().title, imported().opening_hours) == ("Louer un vélo", OTHER_HOURS)


def test_a_mended_file_of_structures_is_not_disputed_either(tmp_path):
    run_import(tmp_path, [service()])
    run = run_import(tmp_path, [service()], [structure(telephone="05 36 49 00 55")]).run
    undo_import(run=run, by=None)
    context = run_import(tmp_path, [service()], [structure(telephone="05 36 49 00 56")])
    assert context.report.structures.conflicts == 0
    assert imported_structure().phone == "+33536490056"


def test_a_new_offer_undone_comes_back_as_the_source_says_then(tmp_path):
    undo_import(run=run_import(tmp_path, [service()]).run, by=None)
    context = run_import(tmp_path, hours("Mo-Fr 15:00-17:00"))
    offer = imported()
    assert (offer.live, offer.opening_hours) == (True, "Mo-Fr 15:00-17:00")
    assert context.report.services.conflicts == 0


def test_an_earlier_run_undone_leaves_what_a_later_one_said(tmp_path):
    run_import(tmp_path, [service()])
    first = run_import(tmp_path, hours("Mo-Fr 14:00-17:00")).run
    run_import(tmp_path, hours("Mo-Fr 15:00-17:00"))
    undo_import(run=first, by=None)
    assert imported().opening_hours == "Mo-Fr 15:00-17:00"
    context = run_import(tmp_path, hours("Mo-Fr 16:00-17:00"))
    assert context.report.services.conflicts == 0
    assert imported().opening_hours == "Mo-Fr 16:00-17:00"


def test_the_base_stays_what_the_later_run_said(tmp_path):
    """The first run is undone in part: its title goes back, its hours are those of the second."""
    run_import(tmp_path, [service()])
    bike = {"nom": "Louer un vélo"}
    first = run_import(tmp_path, [service(**bike, horaires_accueil="Mo-Fr 14:00-17:00")]).run
    run_import(tmp_path, [service(**bike, horaires_accueil="Mo-Fr 15:00-17:00")])
    undo_import(run=first, by=None)
    assert imported().title == "Louer une voiture, formule 1"
    context = run_import(tmp_path, [service(**bike, horaires_accueil="Mo-Fr 16:00-17:00")])
    assert context.report.services.conflicts == 0
    assert imported().opening_hours == "Mo-Fr 16:00-17:00"


def test_runs_undone_from_the_last_one_lead_back_to_the_first(tmp_path):
    run_import(tmp_path, [service()])
    first = run_import(tmp_path, hours("Mo-Fr 14:00-17:00")).run
    second = run_import(tmp_path, hours("Mo-Fr 15:00-17:00")).run
    undo_import(run=second, by=None)
    assert imported().opening_hours == "Mo-Fr 14:00-17:00"
    undo_import(run=first, by=None)
    assert imported().opening_hours == "Mo-Fr 09:00-12:00"


def test_runs_undone_in_the_order_they_were_made_lead_back_there_too(tmp_path):
    run_import(tmp_path, [service()])
    bike = {"nom": "Louer un vélo"}
    first = run_import(tmp_path, [service(**bike, horaires_accueil="Mo-Fr 14:00-17:00")]).run
    second = run_import(tmp_path, [service(**bike, horaires_accueil="Mo-Fr 15:00-17:00")]).run
    undo_import(run=first, by=None)
    undo_import(run=second, by=None)
    offer = imported()
    assert offer.opening_hours == "Mo-Fr 09:00-12:00"
    assert offer.title == "Louer une voiture, formule 1"
    context = run_import(tmp_path, hours("Mo-Fr 16:00-17:00"))
    assert context.report.services.conflicts == 0
    assert imported().opening_hours == "Mo-Fr 16:00-17:00"


def test_a_run_that_stands_between_two_undone_keeps_what_it_said(tmp_path):
    run_import(tmp_path, [service()])
    first, _second, third = (
        run_import(tmp_path, hours(f"Mo-Fr {hour}:00-17:00")).run for hour in (14, 15, 16)
    )
    undo_import(run=first, by=None)
    undo_import(run=third, by=None)
    assert imported().opening_hours == "Mo-Fr 15:00-17:00"


def test_what_was_undone_before_a_run_is_nothing_to_it(tmp_path):
    run_import(tmp_path, [service()])
    undo_import(run=run_import(tmp_path, hours("Mo-Fr 14:00-17:00")).run, by=None)
    run_import(tmp_path, hours("Mo-Fr 14:00-17:00"))
    undo_import(run=run_import(tmp_path, hours("Mo-Fr 15:00-17:00")).run, by=None)
    assert imported().opening_hours == "Mo-Fr 14:00-17:00"


def test_structures_too_are_led_back_in_any_order(tmp_path):
    run_import(tmp_path, [service()])
    first, second = (
        run_import(tmp_path, [service()], [structure(nom=name, telephone="05 36 49 00 55")]).run
        for name in ("Garage du viaduc", "Garage du pont")
    )
    undo_import(run=first, by=None)
    assert imported_structure().name == "Garage du pont"
    undo_import(run=second, by=None)
    assert imported_structure().name == "Atelier du quartier 1"
    context = run_import(tmp_path, [service()], [structure(nom="Garage de la gare")])
    assert context.report.structures.conflicts == 0
    assert imported_structure().name == "Garage de la gare"
