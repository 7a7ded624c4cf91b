"""What people type, and the place it means. The table is the specification."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from territories.models import Territory
from territories.resolution import resolve_place
from tests.examples import tries
from tests.fixtures.places import place

pytestmark = pytest.mark.django_db

PLACES = [
    ("Rodez", "fr:commune:12202"),
    ("rodez", "fr:commune:12202"),
    ("  RODEZ ", "fr:commune:12202"),
    ("Rodez (12)", "fr:commune:12202"),
    ("Rodez, Aveyron", "fr:commune:12202"),
    ("rodez aveyron", "fr:commune:12202"),
    ("Rodez Aveyron Occitanie France", "fr:commune:12202"),
    ("12000 Rodez", "fr:commune:12202"),
    ("12 000 Rodez", "fr:commune:12202"),
    ("Rodez 12000", "fr:commune:12202"),
    ("Rodez Cedex 9", "fr:commune:12202"),
    ("12031 RODEZ CEDEX", "fr:commune:12202"),
    ("12 rue Béteille, 12000 Rodez", "fr:commune:12202"),
    ("12000 Rodz", "fr:commune:12202"),
    ("à Rodez", "fr:commune:12202"),
    ("près de Rodez", "fr:commune:12202"),
    ("Ville de Rodez", "fr:commune:12202"),
    ("12202", "fr:commune:12202"),
    ("fr:commune:12202", "fr:commune:12202"),
    ("Rodez 15", "fr:commune:12202"),
    ("Le Havre", "fr:commune:76351"),
    ("havre", "fr:commune:76351"),
    ("LE HAVRE (76)", "fr:commune:76351"),
    ("l'Haÿ-les-Roses", "fr:commune:94038"),
    ("L’Haÿ‑les‑Roses", "fr:commune:94038"),
    ("hay les roses", "fr:commune:94038"),
    ("Les Sables-d'Olonne", "fr:commune:85194"),
    ("sables d olonne", "fr:commune:85194"),
    ("Œuf-en-Ternois", "fr:commune:62633"),
    ("oeuf en ternois", "fr:commune:62633"),
    ("La Rochelle", "fr:commune:17300"),
    ("St Etienne", "fr:commune:42218"),
    ("Saint-Étienne (Loire)", "fr:commune:42218"),
    ("Saint-Pierre", "fr:commune:97416"),
    ("Saint-Denis (93)", "fr:commune:93066"),
    ("st denis 974", "fr:commune:97411"),
    ("Saint-Denis, La Réunion", "fr:commune:97411"),
    ("Saint Denis de la Réunion", "fr:commune:97411"),
    ("93200 Saint-Denis", "fr:commune:93066"),
    ("Saint-Denis Seine-Saint-Denis", "fr:commune:93066"),
    ("Paris", "fr:commune:75056"),
    ("75013", "fr:district:75113"),
    ("75 013", "fr:district:75113"),
    ("Paris 13e", "fr:district:75113"),
    ("Paris 13", "fr:district:75113"),
    ("Paris 13ème arrondissement", "fr:district:75113"),
    ("75013 PARIS", "fr:district:75113"),
    ("75113", "fr:district:75113"),
    ("69003", "fr:district:69383"),
    ("Lyon 3e", "fr:district:69383"),
    ("lyon 3 ème", "fr:district:69383"),
    ("69383", "fr:district:69383"),
    ("13001", "fr:district:13201"),
    ("Marseille 1er", "fr:district:13201"),
    ("13e arrondissement de Paris", "fr:district:75113"),
    ("treizième arrondissement de Paris", "fr:district:75113"),
    ("Paris XIIIe", "fr:district:75113"),
    ("je suis dans le 13e arrondissement de Paris", "fr:district:75113"),
    ("Paris 13e arrondissement (Paris)", "fr:district:75113"),
    ("Lyon 3e arrondissement (Lyon)", "fr:district:69383"),
    ("14 rue de Vienne 75008 Paris", "fr:district:75108"),
    ("75056", "fr:commune:75056"),
    ("Pays de la Loire (France)", "fr:region:52"),
    ("Résidence du Parc appt 12, 75013 Paris", "fr:district:75113"),
    ("Lyon 6e arrondissement 69123", "fr:district:69386"),
    ("6000 Nice", "fr:commune:06088"),
    ("Gare de Lyon", "fr:district:75112"),
    ("13 Marseille", "fr:commune:13055"),
    ("Marseille (13e)", "fr:district:13213"),
    ("Liège province", "be:province:LIE"),
    ("Liège (Wallonie)", "be:province:LIE"),
    ("région parisienne", "fr:region:11"),
    ("Paris nord", "fr:commune:75056"),
    ("Paris 21", "fr:commune:75056"),
    ("Paris 75", "fr:commune:75056"),
    ("Marseille 13", "fr:district:13213"),
    ("Marseille (13)", "fr:commune:13055"),
    ("Marseille (Bouches-du-Rhône)", "fr:commune:13055"),
    ("75231 PARIS CEDEX 05", "fr:commune:75056"),
    ("3 rue de Paris, 69000 Lyon", "fr:commune:69123"),
    ("12 rue de Paris, Rodez", "fr:commune:12202"),
    ("Rue de Lyon, Marseille", "fr:commune:13055"),
    ("20000", "fr:commune:2A004"),
    ("20090 Ajaccio", "fr:commune:2A004"),
    ("2A004", "fr:commune:2A004"),
    ("2a004", "fr:commune:2A004"),
    ("Bastia (2B)", "fr:commune:2B033"),
    ("Eu", "fr:commune:76255"),
    ("y", "fr:commune:80829"),
    ("12", "fr:department:12"),
    ("dept 12", "fr:department:12"),
    ("Aveyron", "fr:department:12"),
    ("l'Aveyron", "fr:department:12"),
    ("Aveyron (12)", "fr:department:12"),
    ("département de l'Aveyron", "fr:department:12"),
    ("1", "fr:department:01"),
    ("01", "fr:department:01"),
    ("2A", "fr:department:2A"),
    ("2b", "fr:department:2B"),
    ("84", "fr:department:84"),
    ("76", "fr:department:76"),
    ("974", "fr:department:974"),
    ("La Réunion", "fr:department:974"),
    ("reunion", "fr:department:974"),
    ("Mayotte", "fr:department:976"),
    ("val d oise", "fr:department:95"),
    ("Creuse", "fr:department:23"),
    ("97500", "fr:department:975"),
    ("98818", "fr:department:988"),
    ("Nouméa", "fr:department:988"),
    ("Occitanie", "fr:region:76"),
    ("Corse", "fr:region:94"),
    ("région Île-de-France", "fr:region:11"),
    ("France", "fr"),
    ("toute la France", "fr"),
    ("be", "be"),
    ("Belgique", "be"),
    ("Métropole de Lyon", "fr:epci:200046977"),
    ("Rodez Agglomération", "fr:epci:241200187"),
    ("rodez agglo", "fr:epci:241200187"),
    ("200046977", "fr:epci:200046977"),
    ("fr:epci:200046977", "fr:epci:200046977"),
    ("Liège", "be:commune:62063"),
    ("4000 Liège", "be:commune:62063"),
    ("4020", "be:commune:62063"),
    ("Province de Liège", "be:province:LIE"),
    ("ville de Liège", "be:commune:62063"),
    ("département de la Vienne", "fr:department:86"),
    ("ville de Vienne", "fr:commune:38544"),
    ("Seraing, Liège", "be:commune:62096"),
    ("Bruxelles", "be:commune:21004"),
    ("1000", "be:commune:21004"),
    ("Bruxelles-Capitale", "be:region:BRU"),
    ("Wallonie", "be:region:WAL"),
    ("be:province:LIE", "be:province:LIE"),
    ("Antwerpen", "be:commune:11002"),
    ("Anvers", "be:commune:11002"),
    ("Luik", "be:commune:62063"),
    ("lüttich", "be:commune:62063"),
    ("Gent", "be:commune:44021"),
    ("Vlaanderen", "be:region:VLG"),
    ("Provincie Luik", "be:province:LIE"),
    ("60000 België", "be:province:LIE"),
    ("3 place Saint-Lambert, 4000 Liège", "be:commune:62063"),
    ("PACA", "fr:region:93"),
    ("Midi-Pyrénées", "fr:region:76"),
    ("Grand Lyon", "fr:epci:200046977"),
    ("j'habite vers Millau", "fr:commune:12145"),
    ("J’habite à Millau", "fr:commune:12145"),
    ("près de la gare de Rodez", "fr:commune:12202"),
    ("je cherche un logement à Rodez", "fr:commune:12202"),
    ("à 20 km de Rodez", "fr:commune:12202"),
    ("Rodez et ses environs", "fr:commune:12202"),
    ("rodez12000", "fr:commune:12202"),
    ("Ro\u200bdez", "fr:commune:12202"),
    ("Saint-Denis / La Réunion", "fr:commune:97411"),
    ("44.35, 2.573", "fr:commune:12202"),
    ("44,35 2,573", "fr:commune:12202"),
    ("44.35;2.573", "fr:commune:12202"),
    ("geo:44.35,2.573", "fr:commune:12202"),
    ("44.35° N, 2.573° E", "fr:commune:12202"),
    ("-20.88, 55.45", "fr:commune:97411"),
    ("48.8283, 2.3556", "fr:commune:75056"),
    ("-22.28, 166.46", "fr:department:988"),
    ("76102", "fr:commune:76351"),
    ("fr:commune:76102", "fr:commune:76351"),
    ("12087", "fr:commune:12177"),
    ("Coussergues", "fr:commune:12177"),
]
CHOICES = [
    ("12000", ["fr:commune:12202", "fr:commune:12176", "fr:commune:12090", "fr:commune:12146"]),
    ("12 000", ["fr:commune:12202", "fr:commune:12176", "fr:commune:12090", "fr:commune:12146"]),
    ("F-12000", ["fr:commune:12202", "fr:commune:12176", "fr:commune:12090", "fr:commune:12146"]),
    ("Saint-Denis", ["fr:commune:97411", "fr:commune:93066"]),
    ("ST DENIS", ["fr:commune:97411", "fr:commune:93066"]),
    ("Vienne", ["fr:department:86", "fr:commune:38544"]),
    ("Saint-Nicolas", ["be:commune:62093", "fr:commune:62764"]),
    ("20200", ["fr:commune:2B033", "fr:commune:2B353", "fr:commune:2B305", "fr:commune:2B309"]),
    ("12000 Millau", ["fr:commune:12202", "fr:commune:12145", "fr:commune:12176"]),
    ("Rodez et Millau", ["fr:commune:12202", "fr:commune:12145"]),
    ("entre Millau et Rodez", ["fr:commune:12202", "fr:commune:12145"]),
    ("Rodez/Millau", ["fr:commune:12202", "fr:commune:12145"]),
    ("12 avenue de Paris 12000", ["fr:commune:12202", "fr:commune:12176"]),
    ("Rodez (15)", ["fr:department:15", "fr:commune:12202"]),
    ("Sainte-Marie", ["fr:commune:97418", "fr:commune:97228"]),
    ("3e arrondissement", ["fr:district:69383", "fr:district:13203", "fr:district:75103"]),
]
FELL_BACK = [
    ("12999", "12999", "fr:department:12"),
    ("CEDEX 12033", "12033", "fr:department:12"),
    ("12999 CEDEX", "12999", "fr:department:12"),
    ("75380", "75380", "fr:department:75"),
    ("20195", "20195", "fr:department:2A"),
    ("20299", "20299", "fr:department:2B"),
    ("97743", "97743", "fr:department:974"),
    ("4999", "4999", "be:province:LIE"),
]
SUGGESTIONS = [
    ("Rodz", "fr:commune:12202"),
    ("Rodz (12)", "fr:commune:12202"),
    ("Marseile", "fr:commune:13055"),
    ("Toulose", "fr:commune:31555"),
    ("Montpelier", "fr:commune:34172"),
    ("villefranche de rouerge", "fr:commune:12300"),
    ("Onet", "fr:commune:12176"),
    ("rue de la paix paris", "fr:commune:75056"),
    ("Antverpen", "be:province:ANT"),
    ("Aveiron", "fr:department:12"),
]
UNKNOWN = [
    "",
    "   ",
    "\x00",
    "\x00\x01\x02",
    "asdfgh",
    "99999",
    "12345678901234567890",
    "🤷",
    "---",
    "'; DROP TABLE territories; --",
    "%",
    "_",
    "fr:commune:99999",
    "0, 0",
    "91, 200",
    "40.71, -74.00",
    "96000",
    "00000",
    "zz",
    "x" * 10_000,
    "rodez " * 2_000,
    "(((((",
    "\ud800",
]


def uids(resolution):
    return [choice.uid for choice in resolution.choices]


@pytest.mark.parametrize(("text", "uid"), PLACES)
def test_a_place(places, text, uid):
    found = resolve_place(text)
    assert (found.kind, found.place and found.place.uid) == ("place", uid)
    assert found.choices[0] == found.place


@pytest.mark.parametrize(("text", "first"), CHOICES)
def test_choices_come_by_population(places, text, first):
    found = resolve_place(text)
    assert (found.kind, found.place) == ("choices", None)
    assert uids(found)[: len(first)] == first


@pytest.mark.parametrize(("text", "code", "uid"), FELL_BACK)
def test_a_code_nobody_bears_is_its_department_and_says_so(places, text, code, uid):
    found = resolve_place(text)
    assert (found.kind, found.place and found.place.uid, found.fell_back) == ("place", uid, code)


@pytest.mark.parametrize("text", ["12031 RODEZ CEDEX 9", "12000", "Rodez", "75056"])
def test_nothing_else_says_so(places, text):
    assert resolve_place(text).fell_back == ""


def test_a_district_comes_with_its_city(places):
    assert uids(resolve_place("75013")) == ["fr:district:75113", "fr:commune:75056"]


def test_every_district_is_found_by_its_label(places):
    districts = Territory.objects.filter(level="district").select_related("parent")
    labels = {district.uid: f"{district.name} ({district.parent})" for district in districts}
    assert len(labels) == 45
    assert {uid: resolve_place(label).place.uid for uid, label in labels.items()} == {
        uid: uid for uid in labels
    }


@pytest.mark.parametrize(("text", "first"), SUGGESTIONS)
def test_a_misspelling_is_suggested_never_chosen(places, text, first):
    found = resolve_place(text)
    assert (found.kind, found.place) == ("suggestions", None)
    assert uids(found)[0] == first
    assert len(found.choices) <= 5


@pytest.mark.parametrize("text", UNKNOWN)
def test_nonsense_is_unknown(places, text):
    found = resolve_place(text)
    assert (found.kind, found.place, found.choices) == ("unknown", None, ())


def test_the_namesakes_of_a_chosen_commune_are_listed(places):
    found = resolve_place("Saint-Pierre")
    assert len(found.choices) > 3
    assert {choice.name for choice in found.choices} == {"Saint-Pierre"}


def test_one_country_only(places):
    assert resolve_place("Saint-Nicolas", country="be").place == place("be:commune:62093")
    assert resolve_place("Saint-Nicolas", country="fr").place == place("fr:commune:62764")
    assert resolve_place("Rodez", country="be").place is None
    assert resolve_place("fr:commune:12202", country="be").place is None


def test_with_its_article_typed_a_name_is_exact(places):
    pin = resolve_place("Le Pin")
    assert {choice.name for choice in pin.choices} == {"Le Pin"}
    assert resolve_place("La Plaine").place == place("fr:commune:49240")


def test_a_successor_stands_from_its_day_only(places):
    former = Territory.objects.filter(successor=place("fr:commune:12177")).first()
    assert former
    before = datetime(former.valid_to.year - 1, 1, 1, 12, tzinfo=UTC)
    assert resolve_place(former.code, at=before).place == former
    assert resolve_place(former.code).place == place("fr:commune:12177")


def test_a_chain_of_successors_is_followed_and_a_ring_ends(places):
    first, second = Territory.objects.filter(valid_to__isnull=False)[:2]
    Territory.objects.filter(pk=first.pk).update(successor=second)
    assert resolve_place(first.uid).place == second.successor
    Territory.objects.filter(pk=second.pk).update(successor=first)
    assert resolve_place(first.uid).kind == "place"


def test_a_new_place_can_be_suggested_at_once(places):
    assert resolve_place("Trifouillis").kind == "unknown"
    Territory.objects.create(
        uid="fr:commune:12999",
        country_code="fr",
        level="commune",
        code="12999",
        name="Trifouilly",
        slug="trifouilly",
        search_name="trifouilly",
        parent=place("fr:department:12"),
        path="fr/76/12/12999/",
    )
    assert uids(resolve_place("Trifouillis")) == ["fr:commune:12999"]


@pytest.mark.parametrize("text", ["Rodez", "Rodez (12)", "12000", "12 rue Béteille, 12000 Rodez"])
def test_few_queries(places, text, django_assert_max_num_queries):
    resolve_place("Rodz")
    with django_assert_max_num_queries(7):
        resolve_place(text)


def test_a_misspelling_costs_few_queries(places, django_assert_max_num_queries):
    resolve_place("Marseile")
    with django_assert_max_num_queries(7):
        resolve_place("Marseile")


PIECES = (
    "rodez 12000 12 (12) saint la de paris 13e cedex , 2A \0 44.3 2,5 ; arrondissement à rue s/ km "
    "province liège 75013 je"
)
WORDS = st.sampled_from(PIECES.split(" "))


@settings(max_examples=tries(120), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=40), st.lists(WORDS, max_size=16).map(" ".join)))
def test_no_text_ever_raises(places, text):
    found = resolve_place(text)
    assert (found.kind == "place") == (found.place is not None)
    assert (found.kind == "unknown") == (not found.choices)
