"""Doubles: the same service told by two sources is found, its neighbours are left alone."""

import json
from contextlib import suppress
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from contributions.models import ImportRow
from offers.bulk import NewOffer, publish_many
from offers.known import Known
from offers.models import OfferPage, OfferVisibility, Provenance, Source, Structure
from offers.models.structures import PageState
from offers.sources import ensure_source
from offers.twins import offer_twins, structure_twins
from offers.twins.addresses import OTHER, OTHER_NUMBER, SAME, UNKNOWN, agreement, street
from offers.twins.facts import Place, facts_of
from offers.twins.names import name_likeness
from offers.twins.places import Places
from offers.twins.scoring import is_twin, reasons, score, service_parts
from territories.models import Territory
from tests.factories import CAR, ensure_country, make_offer, make_structure, offer_fields

RODEZ = Place("fr:commune:12202", frozenset({"rodez"}), (44.35, 2.57))
GARAGE = "Garage du Causse"
COME = {"mode": "come", "value": "", "note": ""}


def told(**changes):
    """The garage's offer as another directory tells it."""
    return offer_fields(
        **{
            "title": "Louer une voiture à petit prix",
            "summary": "Des voitures révisées pour aller au travail.",
            "what": "<p>Location à la journée, assurance comprise.</p>",
            "street_address": "12, r. de la Republique",
            "engage_person": [COME],
            "engage_worker": [],
            "contact_phone": "+33536490012",
            "contact_email": "",
            "website": "",
            "latitude": None,
            "longitude": None,
            **changes,
        }
    )


def here(**changes):
    """The fields of the offer that is here already, as they are stored."""
    mine = {"contact_phone": "+33536490012", "contact_email": "", "website": ""}
    return offer_fields(**{**mine, "engage_person": [COME], "engage_worker": [], **changes})


def likeness(first, second, *, place=RODEZ, other_place=None):
    return score(facts_of(first, GARAGE, place), facts_of(second, GARAGE, other_place or place))


# The score, without a database.


def test_another_wording_of_the_same_service_is_a_twin():
    assert is_twin(likeness(here(), told()))


def test_another_service_of_the_same_desk_is_none():
    other = told(
        title="Simulateur de conduite",
        summary="Dix heures avant les leçons.",
        what="<p>Sur prescription d'un conseiller.</p>",
        needs=["mobilite--preparer-un-permis"],
    )
    assert not is_twin(likeness(here(), other))


def test_the_same_words_in_another_town_are_none():
    millau = Place("fr:commune:12145", frozenset({"millau"}), (44.1, 3.08))
    there = here(street_address="3 place du Mandarous", contact_phone="+33536490077")
    assert not is_twin(likeness(here(), there, other_place=millau))


def test_a_copied_text_without_contacts_is_a_twin():
    bare = here(contact_phone="", street_address="")
    assert is_twin(likeness(bare, bare))


@pytest.mark.parametrize(
    ("title", "other"),
    [
        ("Cours de français A1", "Cours de français B1"),
        ("Groupe de parole des adultes", "Groupe de parole des enfants"),
        ("Consultation d'un avocat", "Consultation d'un notaire"),
    ],
)
def test_titles_that_take_other_sides_are_two_services(title, other):
    assert is_twin(likeness(here(title=title), here(title=title)))
    assert not is_twin(likeness(here(title=title), here(title=other)))


def test_other_figures_in_the_titles_are_other_sides():
    first, second, bare = (
        facts_of(here(title=title), GARAGE, RODEZ) for title in ("Caces 1", "Caces 2", "Caces")
    )
    assert service_parts(first, second)["sides_other"] == 1
    assert service_parts(first, bare)["sides_other"] == 0


@pytest.mark.parametrize(
    ("mail", "other", "said"),
    [
        ("cv@garage.example.org", "mobilite@garage.example.org", 1),
        ("contact@garage.example.org", "mobilite@garage.example.org", 0.5),
        ("cv@garage.example.org", "cv@garage.example.org", 0),
        ("cv@garage.example.org", "cv@ailleurs.example.org", 0),
        ("", "cv@garage.example.org", 0),
    ],
)
def test_two_boxes_of_one_house_speak_for_two_services(mail, other, said):
    first, second = (facts_of(here(contact_email=one), GARAGE, RODEZ) for one in (mail, other))
    assert service_parts(first, second)["desk_other"] == said
    assert service_parts(second, first)["desk_other"] == said


def test_a_meaning_said_in_several_words_is_known():
    first, second, apart = (
        facts_of(here(title=title), GARAGE, RODEZ)
        for title in ("Accueil de jour", "Boutique solidarité", "Accueil du jour")
    )
    assert service_parts(first, second)["meaning"] == 1
    assert service_parts(apart, second)["meaning"] == 0


def test_titles_that_go_on_with_what_the_other_never_says_branch():
    first, second, bare = (
        facts_of(here(title=title, summary="", what=""), GARAGE, RODEZ)
        for title in ("Photo : prise de vue", "Photo : retouche", "Photo")
    )
    assert service_parts(first, second)["branches_other"] == 1
    assert service_parts(first, bare)["branches_other"] == 0


def test_the_reasons_never_tell_the_address():
    first, second = facts_of(here(), GARAGE, RODEZ), facts_of(told(), GARAGE, RODEZ)
    said = reasons(first, second)
    assert {"phone", "structure"} <= set(said)
    assert not {"address", "street", "point"} & set(said)


def test_an_address_nobody_may_know_is_not_compared():
    shown = facts_of(here(), GARAGE, RODEZ)
    hidden = facts_of(here(), GARAGE, RODEZ, shows_address=False)
    elsewhere = facts_of(here(street_address="1 rue Neuve"), GARAGE, RODEZ, shows_address=False)
    assert hidden == elsewhere
    assert score(hidden, shown) == score(elsewhere, shown)


text = st.text(max_size=60) | st.sampled_from(
    ["Aide au permis", "<p>&amp;</p>", "🚲 vélo", "l'été"]
)
offers = st.fixed_dictionaries(
    {
        "title": text,
        "summary": text,
        "what": text,
        "street_address": text,
        "contact_phone": text,
        "contact_email": text,
        "website": text | st.just("http://[") | st.just("https://a.example.org/x"),
        "needs": st.lists(st.sampled_from([CAR, "b--c", "d--e"]), max_size=3),
        "latitude": st.none() | st.floats(-90, 90),
        "longitude": st.none() | st.floats(-180, 180),
    }
)


@given(offers, offers, text, text)
def test_the_score_is_the_same_both_ways_and_between_0_and_1(first, second, name, other_name):
    one, two = facts_of(first, name, RODEZ), facts_of(second, other_name, RODEZ)
    assert 0 <= score(one, two) <= 1
    assert score(one, two) == score(two, one)


@given(offers.filter(lambda fields: fields["title"].strip()), text.filter(str.strip))
def test_a_named_service_is_its_own_twin(fields, name):
    one = facts_of(fields, name, RODEZ)
    assert is_twin(score(one, replace(one)))


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("12 rue de la République", "12, r. de la republique, BP 30", SAME),
        ("21, r. L. Barthou", "21 rue Louis Barthou", SAME),
        ("place de la Halle", "3 pl. de la Halle", SAME),
        ("3 rue Neuve", "5 rue Neuve", OTHER_NUMBER),
        ("3 rue Neuve", "3 rue Victor Hugo", OTHER),
        ("", "3 rue Neuve", UNKNOWN),
        ("CS 70161", "", UNKNOWN),
    ],
)
def test_addresses_are_compared_as_people_write_them(first, second, expected):
    assert agreement(street(first), street(second)) == expected
    assert agreement(street(second), street(first)) == expected


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Entente des générations pour l'emploi", "EGE 64"),
        ("Cocagne du Val d'Orbieu (Jardins de)", "Jardin de Cocagne du Val d'Orbieu"),
        ("Mob'Ensemble Sarthe", "Mobensemble 72"),
    ],
)
def test_names_are_known_abbreviated_and_turned_round(first, second):
    assert name_likeness(first, second) > 0.7


# Among the offers that are here.


@pytest.fixture
def sources(words):
    country = Territory.objects.get(uid="fr")
    return [ensure_source(key=key, territory=country) for key in ("dora", "soliguide")]


def import_offer(source: Source, structure: Structure, number: int = 1, **changes) -> OfferPage:
    origin = Provenance(source=source, external_id=f"x{number}", licence="")
    new = NewOffer(
        structure=structure,
        fields=here(**changes),
        modified_at=structure.modified_at,
        provenance=origin,
    )
    (offer,) = publish_many([new], country=ensure_country("fr"))
    return offer


@pytest.fixture
def garage(sources, cast):
    return import_offer(sources[0], cast.structure)


def twins_of(asked):
    return offer_twins(asked, known=Known.from_database())


def test_the_offer_of_another_source_is_found(garage, sources):
    (twin,) = twins_of([(told(), GARAGE, sources[1])])
    assert (twin.public_id, twin.title) == (garage.public_id, garage.title)
    assert is_twin(twin.score)


def test_the_offer_people_wrote_here_is_found(sources, cast):
    offer = make_offer(structure=cast.structure, contact_phone="+33536490012")
    (twin,) = twins_of([(told(), GARAGE, sources[1])])
    assert twin.public_id == offer.public_id


def test_rows_of_one_source_are_never_twins(garage, sources):
    assert twins_of([(told(), GARAGE, sources[0]), (told(), GARAGE, sources[0])]) == [None, None]


def test_an_archived_offer_is_no_twin(garage, sources):
    OfferPage.objects.filter(pk=garage.pk).update(live=False)
    assert twins_of([(told(), GARAGE, sources[1])]) == [None]


def test_doubles_inside_one_file_are_found_when_their_sources_differ(sources):
    found = twins_of([(told(), GARAGE, sources[0]), (here(), GARAGE, sources[1])])
    assert found[0] is None
    assert (found[1].title, found[1].public_id) == (told()["title"], "")


def test_an_offer_without_a_place_is_compared_with_nothing(garage, sources):
    fields = told(commune=None, street_address="", postal_code="", contact_phone="")
    assert twins_of([(fields, GARAGE, sources[1])]) == [None]


def test_a_nearby_town_is_looked_at_when_the_phone_is_the_same(garage, sources):
    near = told(commune="fr:commune:12176", postal_code="12850", title=garage.title)
    assert twins_of([(near, GARAGE, sources[1])])[0].public_id == garage.public_id
    far = told(commune="fr:commune:12145", postal_code="12100", title=garage.title)
    assert twins_of([(far, GARAGE, sources[1])]) == [None]


def test_a_former_commune_stands_under_its_successor(words):
    rodez = Territory.objects.get(uid="fr:commune:12202")
    Territory.objects.filter(uid="fr:commune:12146").update(successor=rodez)
    places = Places.around({"fr:commune:12146"})
    assert places.of("fr:commune:12146") == places.of(rodez.uid)
    assert places.of(rodez.uid).words == {"rodez", "le", "monastere"}


def test_guessing_a_protected_address_changes_no_score(garage, sources):
    OfferVisibility.objects.filter(offer=garage).update(address="hidden")
    right, wrong = told(), told(street_address="99 boulevard Flaugergues")
    found = twins_of([(right, GARAGE, sources[1])]) + twins_of([(wrong, GARAGE, sources[1])])
    assert found[0].score == found[1].score


@pytest.mark.parametrize("size", [1, 15])
def test_a_batch_costs_the_same_whatever_its_size(
    garage, sources, cast, size, django_assert_num_queries
):
    for number in range(size):
        import_offer(
            sources[0], cast.structure, number + 10, title=f"Location de voitures {number}"
        )
    asked = [(told(), GARAGE, sources[1])] * size
    known = Known.from_database()
    with django_assert_num_queries(6):
        found = offer_twins(asked, known=known)
    assert all(found)


def test_a_site_with_one_directory_is_not_read(garage, sources, django_assert_num_queries):
    known = Known.from_database()
    with django_assert_num_queries(2):
        assert offer_twins([(told(), GARAGE, sources[0])] * 9, known=known) == [None] * 9


# Structures.


def card(**changes):
    return {
        "name": "Garage du Causse",
        "identifier": "",
        "phone": "+33536490012",
        "email": "",
        "website": "",
        "street_address": "12 rue de la République",
        "commune": "fr:commune:12202",
        "latitude": None,
        "longitude": None,
        **changes,
    }


@pytest.fixture
def known_garage(sources, places):
    return make_structure(
        name="Garage du Causse", phone="+33536490012", street_address="12 rue de la République"
    )


@pytest.mark.parametrize(
    ("changes", "is_found"),
    [
        ({}, True),
        ({"name": "GARAGE DU CAUSSE (association)", "street_address": ""}, True),
        ({"phone": ""}, True),
        ({"phone": "", "street_address": ""}, False),
        ({"phone": "", "street_address": "3 place d'Armes"}, False),
        ({"name": "Mission locale de l'Aveyron"}, False),
        ({"commune": "fr:commune:12145"}, False),
    ],
)
def test_a_structure_is_linked_only_when_it_is_sure(known_garage, sources, changes, is_found):
    (twin,) = structure_twins([(card(**changes), sources[0])])
    assert (twin is not None) == is_found
    assert twin is None or twin.structure == known_garage


def test_a_registration_number_is_enough_in_one_commune(known_garage, sources):
    Structure.objects.filter(pk=known_garage.pk).update(identifier="12345678900011")
    renamed = card(name="Autos du Causse", phone="", street_address="", identifier="12345678900011")
    elsewhere = {**renamed, "commune": "fr:commune:12145"}
    other = card(identifier="98765432100011")
    found = structure_twins([(fields, sources[0]) for fields in (renamed, elsewhere, other)])
    assert [twin and twin.structure for twin in found] == [known_garage, None, None]


def test_a_source_never_doubles_its_own_structure(known_garage, sources):
    known_garage.provenances.create(source=sources[0], external_id="s1")
    found = structure_twins([(card(), sources[0]), (card(), sources[1])])
    assert [twin and twin.structure for twin in found] == [None, known_garage]


def test_an_archived_structure_is_no_twin(known_garage, sources):
    Structure.objects.filter(pk=known_garage.pk).update(state=PageState.ARCHIVED)
    assert structure_twins([(card(), sources[0])]) == [None]


def test_a_protected_address_does_not_speak_for_a_structure(known_garage, sources):
    Structure.objects.filter(pk=known_garage.pk).update(address_visibility="hidden")
    assert structure_twins([(card(phone=""), sources[0])]) == [None]


@pytest.mark.parametrize("size", [1, 20])
def test_structures_cost_the_same_whatever_their_number(
    known_garage, sources, size, django_assert_num_queries
):
    for number in range(size):
        make_structure(name=f"Association numéro {number}")
    with django_assert_num_queries(4):
        assert all(structure_twins([(card(), sources[0])] * size))


# Through the importer.


def row(source: str, **changes):
    return {
        "id": f"{source}-1",
        "source": source,
        "structure_id": f"{source}-s",
        "nom": "Location de voitures à petit prix",
        "description": "Nous louons des voitures révisées, assurance comprise.",
        "thematiques": [CAR],
        "type": "aide-materielle",
        "frais": "payant",
        "frais_precisions": "5 € par jour",
        "publics": ["tous-publics"],
        "modes_accueil": ["en-presentiel"],
        "commune": "Rodez",
        "code_postal": "12000",
        "code_insee": "12202",
        "adresse": "12 rue de la République",
        "telephone": "0536490012",
        "zone_eligibilite": ["12"],
        "date_maj": "2026-10-01",
        **changes,
    }


def bring(folder: Path, source: str, *options: str, **changes):
    structure = {
        "id": f"{source}-s",
        "source": source,
        "nom": "Garage du Causse",
        "commune": "Rodez",
        "code_postal": "12000",
        "code_insee": "12202",
        "adresse": "12 rue de la République",
        "telephone": "0536490012",
        "date_maj": "2026-10-01",
    }
    files = {"structures": structure, "services": row(source, **changes)}
    for kind, values in files.items():
        (folder / f"{kind}.json").write_text(json.dumps([values]), encoding="utf-8")
    out = StringIO()
    arguments = [f"--structures={folder}/structures.json", f"--services={folder}/services.json"]
    # The command leaves with 1 when rows were refused.
    with suppress(SystemExit):
        call_command("import_offers", *arguments, "--json", *options, stdout=out)
    return json.loads(out.getvalue().splitlines()[-1])


def test_an_import_never_makes_a_double_silently(words, tmp_path):
    ensure_country("fr")
    bring(tmp_path, "dora")
    offer = OfferPage.objects.get()
    said = bring(tmp_path, "soliguide", nom="Louer une voiture à petit prix")
    assert said["services"]["refused"] == 1
    assert OfferPage.objects.count() == 1
    kept = ImportRow.objects.get(action=ImportRow.Action.TWIN)
    assert kept.problems[0]["suggestion"] == offer.public_id
    assert offer.title in kept.problems[0]["reason"]
    assert "République" not in json.dumps(kept.problems, ensure_ascii=False)


def test_a_second_source_puts_its_offers_on_the_structure_that_stands(words, tmp_path):
    ensure_country("fr")
    bring(tmp_path, "dora")
    bring(
        tmp_path,
        "soliguide",
        nom="Auto-école sociale",
        thematiques=["mobilite--preparer-un-permis"],
    )
    assert Structure.objects.count() == 1


def test_a_double_comes_in_when_it_is_asked_for(words, tmp_path):
    ensure_country("fr")
    bring(tmp_path, "dora")
    said = bring(tmp_path, "soliguide", "--allow-twins", nom="Louer une voiture à petit prix")
    assert said["services"]["created"] == 1
    assert OfferPage.objects.count() == 2
