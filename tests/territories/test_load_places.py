"""manage.py load_places: whole countries, again and again."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from territories.loading import load_country
from territories.models import OtherName, PostalCode, Territory, Zone
from tests.fixtures.places import BELGIAN_COMMUNES, COMMUNES, place, zone

pytestmark = pytest.mark.django_db


def run(*args):
    out = StringIO()
    call_command("load_places", *args, stdout=out, skip_checks=True)
    return out.getvalue()


def test_the_tree_stands(places):
    rodez = place("fr:commune:12202")
    assert rodez.path == "fr/76/12/12202/"
    assert rodez.parent == place("fr:department:12")
    assert rodez.slug == "rodez"
    assert [code.code for code in rodez.postal_codes.all()] == ["12000"]
    assert [held.uid for held in rodez.zones.all()] == ["fr:epci:241200187"]
    assert place("fr:commune:97411").path == "fr/04/974/97411/"
    assert place("fr:department:975").parent == place("fr")


def test_belgium_has_levels_of_its_own(places):
    assert place("be:commune:62063").path == "be/03000/60000/62063/"
    assert place("be:commune:21004").path == "be/04000/21004/"


def test_the_districts_of_a_city_lie_in_it_and_in_its_zone(places):
    third = place("fr:district:69383")
    assert third.parent == place("fr:commune:69123")
    assert third.path == "fr/84/69/69123/69383/"
    assert [held.uid for held in third.zones.all()] == ["fr:epci:200046977"]
    assert [code.code for code in third.postal_codes.all()] == ["69003"]
    assert third.population
    assert third.latitude


def test_a_uid_may_differ_from_the_code(places):
    assert place("be:province:LIE").code == "60000"
    assert place("be:region:WAL").code == "03000"


def test_other_names_are_kept_as_keys(places):
    names = OtherName.objects.filter(territory=place("be:commune:62063"))
    assert [name.search_name for name in names] == ["luik", "luttich"]


def test_a_name_keeps_its_article_and_is_found_without(places):
    havre = place("fr:commune:76351")
    assert (havre.name, havre.search_name, havre.slug) == ("Le Havre", "havre", "le-havre")


def test_zones_cross_departments(places):
    lyon = zone("fr:epci:200046977")
    assert lyon.kind == Zone.Kind.METROPOLIS
    assert lyon.communes.filter(uid="fr:commune:69123").exists()


def test_a_former_commune_stands_beside_its_successor(places):
    gone = Territory.objects.filter(successor=place("fr:commune:12177")).first()
    assert gone is not None
    assert gone.parent == place("fr:department:12")
    assert gone.valid_to is not None


def test_loading_again_changes_nothing(places):
    tables = (Territory, PostalCode, OtherName, Zone, Zone.communes.through)
    before = [list(table.objects.order_by("pk").values_list()) for table in tables]
    counts = load_country(country="fr", communes=COMMUNES)
    assert (counts.created, counts.updated) == (0, 0)
    assert before == [list(table.objects.order_by("pk").values_list()) for table in tables]


def test_a_newer_edition_keeps_ids_and_drops_names_no_longer_used(places):
    liege, third = place("be:commune:62063"), place("fr:district:69383")
    Territory.objects.filter(pk=liege.pk).update(name="Leodium", population=1)
    OtherName.objects.create(territory=liege, search_name="leodium")
    OtherName.objects.filter(territory=liege, search_name="luik").delete()
    load_country(country="be", communes=BELGIAN_COMMUNES)
    load_country(country="fr", communes=COMMUNES)
    assert place("be:commune:62063").pk == liege.pk
    assert place("fr:district:69383").pk == third.pk
    names = OtherName.objects.filter(territory=liege)
    assert [name.search_name for name in names] == ["luik", "luttich"]


def test_loading_again_mends_what_was_changed(places):
    rodez = place("fr:commune:12202")
    Territory.objects.filter(pk=rodez.pk).update(name="Rhodes", population=3, search_name="rhodes")
    PostalCode.objects.create(code="99999", territory=rodez)
    rodez.postal_codes.filter(code="12000").delete()
    rodez.zones.clear()
    counts = load_country(country="fr", communes=COMMUNES)
    rodez.refresh_from_db()
    assert (rodez.name, rodez.search_name) == ("Rodez", "rodez")
    assert [code.code for code in rodez.postal_codes.all()] == ["12000"]
    assert rodez.zones.count() == 1
    assert (counts.created, counts.updated) == (0, 1)


def test_a_commune_no_longer_in_the_data_stays(places):
    kept = Territory.objects.create(
        uid="be:commune:99999",
        country_code="be",
        level="commune",
        code="99999",
        name="Ailleurs",
        slug="ailleurs",
        search_name="ailleurs",
        parent=place("be:province:LIE"),
        path="be/03000/60000/99999/",
    )
    load_country(country="be", communes=BELGIAN_COMMUNES)
    kept.refresh_from_db()
    assert kept.name == "Ailleurs"


def test_only_some_departments(db):
    counts = load_country(country="be", only={"BRU"})
    assert (counts.territories, counts.communes) == (33, 19)
    counts = load_country(country="be", only={"04000"})
    assert (counts.communes, counts.created) == (19, 0)


def test_the_command_prints_what_it_loaded(db):
    out = run("be", "--only", " LIE ,")
    assert out.startswith("be: 98 territories, 84 communes, 0 former")
    assert " s" in out.splitlines()[0]
    assert Territory.objects.filter(uid="be:commune:62063").exists()


def test_an_unknown_country_writes_nothing(db):
    with pytest.raises(CommandError, match=r"No place files for 'xx'\. Known: be, fr"):
        run("xx")
    assert not Territory.objects.filter(country_code="xx").exists()


def test_a_country_needs_naming(db):
    with pytest.raises(CommandError):
        run()
