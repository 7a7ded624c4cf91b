"""The score of two services, without a database."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offers.twins.facts import Place, facts_of
from offers.twins.scoring import is_twin, reasons, score, service_parts
from tests.factories import CAR
from tests.offers.twins.telling import GARAGE, RODEZ, here, likeness, told


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
