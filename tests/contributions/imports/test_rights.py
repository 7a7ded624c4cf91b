"""Who imports writes rows of their own source and territory, checked as each batch commits."""

import pytest
from django.core.exceptions import PermissionDenied

from contributions.permissions import can_import, can_undo
from offers.models import OfferPage, Source, Structure
from territories.models import MemberRole, Territory
from territories.services import grant_role, revoke_role
from tests.cast import make_user
from tests.contributions.imports.making import run_import, service, structure

pytestmark = pytest.mark.usefixtures("words")


@pytest.fixture
def source(words):
    aveyron = Territory.objects.get(uid="fr:department:12")
    return Source.objects.create(key="essai", name="Essai", territory=aveyron)


@pytest.fixture
def role(source, cast):
    """Somebody who administers the Aveyron."""
    user = make_user("lina@example.org", "Lina", second_factor=True)
    return grant_role(user=user, role=MemberRole.Role.TERRITORY_ADMIN, territory=source.territory)


def test_an_administrator_imports_the_source_of_their_territory(tmp_path, role, source):
    context = run_import(tmp_path, [service()], source=source, by=role.user)
    assert context.report.services.created == 1


def test_animators_and_other_territories_do_not(role, source, cast):
    rhone = Territory.objects.get(uid="fr:department:69")
    other = Source.objects.create(key="autre", name="Autre", territory=rhone)
    assert can_import(role.user, source)
    assert not can_import(role.user, other)
    assert not can_import(cast.animator, source)
    assert not can_import(cast.outsider, source)
    assert can_import(cast.administrator, other)


def test_rows_of_another_source_are_refused(tmp_path, role, source):
    rows = [service(1), service(2, source="dora")]
    context = run_import(tmp_path, rows, source=source, by=role.user)
    assert context.report.services.created == 1
    assert context.report.services.refused == 1
    assert not Source.objects.filter(key="dora").exists()


def test_rows_of_another_territory_are_refused_one_by_one(tmp_path, role, source):
    lyon = {"commune": "Lyon", "code_insee": "69123", "code_postal": "69001"}
    rows = [service(1), service(2, **lyon, zone_eligibilite=["69"])]
    context = run_import(tmp_path, rows, source=source, by=role.user)
    assert context.report.services.created == 1
    assert context.report.services.refused == 1
    assert OfferPage.objects.count() == 1
    context = run_import(
        tmp_path, [service(1)], [structure(1), structure(2, **lyon)], source=source, by=role.user
    )
    assert context.report.structures.refused == 1
    assert not Structure.objects.filter(name="Atelier du quartier 2").exists()


def test_an_offer_moved_out_of_the_territory_since_is_not_changed(tmp_path, role, source):
    run_import(tmp_path, [service()], source=source, by=role.user)
    offer = OfferPage.objects.get()
    offer.home_territory = Territory.objects.get(uid="fr:department:69")
    offer.save(update_fields=["home_territory"])
    context = run_import(tmp_path, [service(nom="Pris ailleurs")], source=source, by=role.user)
    assert context.report.services.refused == 1
    assert OfferPage.objects.get().title == "Louer une voiture, formule 1"


def test_a_role_taken_back_stops_the_import(tmp_path, role, source):
    revoke_role(role=role, by=None)
    with pytest.raises(PermissionDenied):
        run_import(tmp_path, [service()], source=source, by=role.user)
    assert not OfferPage.objects.exists()


def test_a_run_of_several_sources_belongs_to_its_territory(tmp_path, role, cast):
    run = run_import(tmp_path, [service()], territory="fr:department:12").run
    assert can_undo(role.user, run)
    assert can_undo(cast.administrator, run)
    assert not can_undo(cast.animator, run)
    elsewhere = run_import(tmp_path, [service()], territory="fr:department:69").run
    assert not can_undo(role.user, elsewhere)
