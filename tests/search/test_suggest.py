"""What is proposed while one types: the order, the words, and what must never show."""

import logging
from typing import Any

import pytest
from django.db import connection
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from offers.models import Expression, Need, PublicOffer, Structure
from offers.publishing import archive_offer
from search.engines.current import engine
from search.models import SearchDocument
from search.suggesting import lexicon
from search.suggesting.suggest import suggest
from search.suggesting.suggestion import Kind, Suggestion, shared_out
from search.suggesting.typed import read_typed
from search.suggesting.words import WordIndex
from tests.factories import CAR, SHELTER, make_offer, make_structure

ADDRESS = "/recherche/suggestions/"
QUERIES = 12

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def read_again(words) -> None:
    lexicon._cached.clear()


def say(text: str, need: str | None = CAR, **fields: Any) -> Expression:
    fields = {"status": Expression.Status.ACCEPTED, "language": "fr", **fields}
    row = Need.objects.get(code=need) if need else None
    return Expression.objects.create(text=text, need=row, **fields)


def of_kind(kind: Kind, text: str, language: str = "fr") -> list[str]:
    return [one.label for one in suggest(text, language) if one.kind == kind]


def needs(text: str) -> list[str]:
    return of_kind(Kind.NEED, text)


def expressions(text: str, language: str = "fr") -> list[str]:
    return of_kind(Kind.EXPRESSION, text, language)


def structures(text: str) -> list[str]:
    return of_kind(Kind.STRUCTURE, text)


def offers(text: str) -> list[str]:
    return of_kind(Kind.OFFER, text)


def post(client, text: str) -> list[dict[str, Any]]:
    response = client.post(ADDRESS, {"q": text})
    assert response.status_code == 200
    found: list[dict[str, Any]] = response.json()["suggestions"]
    return found


# Needs


@pytest.mark.parametrize("typed", ["voi", "VOITURE", "voitures", "une voit", "roues", "  voi  "])
def test_a_need_is_found_by_the_words_of_its_label(typed) -> None:
    assert Need.objects.get(code=CAR).label in needs(typed)


def test_a_need_says_where_it_leads() -> None:
    found = suggest("avoir une voiture", "fr")
    assert found[0] == Suggestion(
        Kind.NEED,
        label="Avoir une voiture ou un deux-roues",
        value="Avoir une voiture ou un deux-roues",
        address=f"/recherche/?besoin={CAR}",
        need=CAR,
    )


def test_accents_do_not_matter() -> None:
    label = Need.objects.get(code="sante").label
    assert label.startswith("Santé")
    assert label in needs("sante")
    assert label in needs("SANTÉ")


def test_what_begins_so_comes_first() -> None:
    found = needs("trouver")
    begins = [label.lower().startswith("trouver") for label in found]
    assert begins[0]
    assert begins == sorted(begins, reverse=True)


def test_a_renamed_need_is_not_proposed() -> None:
    car = Need.objects.get(code=CAR)
    car.replaced_by = Need.objects.get(code=SHELTER)
    car.save()
    assert car.label not in needs("voiture")


def test_needs_are_said_in_the_language_of_the_page() -> None:
    english = Need.objects.get(code="sante").labels["en"]
    assert english in of_kind(Kind.NEED, "health", "en")


# Ways to say them


def test_an_expression_comes_with_its_need() -> None:
    say("plus de voiture")
    [found] = [one for one in suggest("plus de voi", "fr") if one.kind == Kind.EXPRESSION]
    assert found.label == found.value == "plus de voiture"
    assert found.detail == "Avoir une voiture ou un deux-roues"
    assert (found.need, found.address) == (CAR, f"/recherche/?besoin={CAR}")


def test_one_expression_a_need_the_heaviest_then_the_shortest() -> None:
    say("ma voiture est morte")
    say("plus de voiture")
    assert expressions("voiture") == ["plus de voiture"]
    say("acheter une voiture pour travailler", weight=3)
    assert expressions("voiture") == ["acheter une voiture pour travailler"]


def test_what_begins_as_typed_comes_before_the_rest() -> None:
    say("voiture à vendre", "mobilite--preparer-un-permis", weight=0.5)
    say("une voiture")
    assert expressions("voiture") == ["voiture à vendre", "une voiture"]


def test_three_expressions_at_most() -> None:
    for need in Need.objects.leaves().filter(is_urgent=False)[:6]:
        say("une affaire de zèbre", need.code)
    assert len(expressions("zèbre")) == 3


def test_an_expression_is_used_at_once_and_forgotten_at_once() -> None:
    assert expressions("mobylette") == []
    mine = say("ma mobylette")
    assert expressions("mobylette") == ["ma mobylette"]
    mine.status = Expression.Status.RETIRED
    mine.save()
    assert expressions("mobylette") == []


@pytest.mark.parametrize("status", ["proposed", "unreviewed", "retired"])
def test_only_what_somebody_accepted_is_shown(status) -> None:
    say("ma mobylette", status=status)
    assert expressions("mobylette") == []


def test_what_is_not_answered_or_not_to_be_taught_is_not_proposed() -> None:
    say("mobylette de collection", None)
    say("ma mobylet é morte", style="sms")
    say("ma mobylette " + "et la tienne " * 5)
    assert expressions("mobyl") == []


@pytest.mark.parametrize("typed", ["mon", "mon mari", "mari me fra", "mari"])
def test_no_word_of_violence_is_put_in_a_mouth(typed) -> None:
    say("mon mari me frappe", SHELTER)
    beside = say("mon mari veut la voiture")
    beside.also.add(Need.objects.get(code=SHELTER))
    assert expressions(typed) == []


@pytest.mark.parametrize("typed", ["je", "je veux", "je veux av", "pas", "je n'ai pas", "ve"])
def test_a_sentence_needs_a_word_that_tells(typed) -> None:
    say("je veux avoir une vieille voiture")
    say("je n'ai pas de véhicule", "mobilite--preparer-un-permis")
    assert expressions(typed) == []


def test_expressions_are_in_the_language_typed() -> None:
    say("no car to get to work", language="en")
    say("ليس لدي سيارة", language="ar")
    assert expressions("car", "en") == ["no car to get to work"]
    assert expressions("car") == []
    assert expressions("سيار") == ["ليس لدي سيارة"]


# Structures and offers


def test_a_structure_leads_to_its_page_with_its_town() -> None:
    structure = make_structure(name="Les Restos du Cœur")
    [found] = [one for one in suggest("les res", "fr") if one.kind == Kind.STRUCTURE]
    assert (found.label, found.detail) == ("Les Restos du Cœur", "Rodez")
    assert found.address == structure.get_absolute_url()
    assert found.need == ""
    assert structures("coeur") == structures("restos du cœ") == ["Les Restos du Cœur"]
    assert structures("estos") == []


def test_the_town_of_a_hidden_structure_is_not_told() -> None:
    structure = make_structure(name="Maison Zanzibar")
    Structure.objects.filter(pk=structure.pk).update(address_visibility="hidden")
    [found] = suggest("zanzibar", "fr")
    assert found.detail == "Aveyron"


@pytest.mark.parametrize("state", ["archived", "merged"])
def test_a_structure_that_left_is_not_proposed(state) -> None:
    structure = make_structure(name="Maison Zanzibar")
    into = make_structure(name="Autre") if state == "merged" else None
    Structure.objects.filter(pk=structure.pk).update(state=state, merged_into=into)
    assert structures("zanzibar") == []
    assert structures("maison") == []


def test_names_that_begin_so_come_first() -> None:
    for number in range(4):
        make_structure(name=f"Aide locale {number}")
    make_structure(name="Location solidaire")
    assert structures("loca")[0] == "Location solidaire"


@pytest.mark.parametrize(
    "typed",
    ["loc", "location", "locations", "location de voi", "voitures loc", "petits prix", "Petit"],
)
def test_an_offer_is_found_by_the_words_of_its_title(offer, typed) -> None:
    assert offers(typed) == ["Location de voitures à petit prix"]


@pytest.mark.parametrize(
    "typed", ["hé", "héb", "héberg", "hebergem", "hébergement", "hébergements"]
)
def test_a_word_that_is_only_begun_may_be_longer_than_its_stem(typed) -> None:
    make_offer(title="Hébergement d'un soir")
    assert offers(typed) == ["Hébergement d'un soir"]


def test_a_shorter_stem_is_not_enough() -> None:
    make_offer(title="Porter vos courses")
    assert offers("portail") == []


def test_words_of_the_text_do_not_propose_an_offer(offer) -> None:
    assert offers("assurance") == []


def test_an_offer_comes_with_its_structure_and_leads_to_its_page(offer) -> None:
    [found] = [one for one in suggest("location", "fr") if one.kind == Kind.OFFER]
    assert found.detail == "Garage du Causse"
    assert found.address == offer.get_absolute_url()


def test_an_offer_that_left_is_not_proposed(offer) -> None:
    archive_offer(offer=offer, actor=None)
    assert offers("location") == []


def test_a_stale_index_proposes_nothing(offer) -> None:
    PublicOffer.objects.update(state="archived")
    assert SearchDocument.objects.exists()
    assert offers("location") == []


def test_a_draft_is_not_proposed(offer) -> None:
    offer.title = "Scooters à la semaine"
    offer.save_revision()
    assert offers("scooters") == []


def test_the_index_of_titles_can_be_made_again(offer) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO search_titles(search_titles) VALUES ('delete-all')")
        assert offers("location") == []
    engine().rebuild()
    assert offers("location") == [offer.title]


# All together


def test_each_kind_that_answers_is_there_in_order(offer) -> None:
    say("louer une voiture")
    say("voiture de location", "mobilite--preparer-un-permis")
    make_structure(name="Voiture pour tous")
    for number in range(9):
        make_offer(title=f"Voiture numéro {number}")
    found = suggest("voit", "fr")
    assert len(found) == 8
    kinds = [one.kind for one in found]
    assert kinds == sorted(kinds, key=list(Kind).index)
    assert set(kinds) == set(Kind)
    assert len(suggest("voit", "fr", limit=3)) == 3


def test_the_first_of_each_then_what_follows() -> None:
    pools = [[_one(f"{kind}{rank}") for rank in range(4)] for kind in "abc"]
    shown = [one.label for one in shared_out(pools, 6)]
    assert shown == ["a0", "a1", "a2", "a3", "b0", "c0"]
    assert [one.label for one in shared_out([[], pools[1]], 8)] == ["b0", "b1", "b2", "b3"]


def _one(label: str) -> Suggestion:
    return Suggestion(Kind.NEED, label, label, "/")


@pytest.mark.parametrize("size", [1, 30])
def test_it_costs_the_same_whatever_there_is(size, django_assert_max_num_queries) -> None:
    for number in range(size):
        make_offer(
            structure=make_structure(name=f"Voiture {number}"), title=f"Voiture numéro {number}"
        )
    say("louer une voiture")
    suggest("voiture", "fr")
    with django_assert_max_num_queries(QUERIES):
        assert suggest("voiture", "fr")


def test_a_structure_is_found_by_its_new_name() -> None:
    structure = make_structure(name="Maison Zanzibar")
    structure.name, structure.search_name = "Maison Tombouctou", "maison tombouctou"
    structure.save()
    assert structures("tombouctou") == ["Maison Tombouctou"]
    assert structures("zanzibar") == []


# What is typed


def test_stop_words_alone_count_when_nothing_else_is_typed() -> None:
    assert [word.text for word in read_typed("des", "fr")] == ["des"]
    assert [word.text for word in read_typed("j'ai des dettes", "fr")] == ["dettes"]
    assert read_typed("de la", "fr") == ()


@pytest.mark.parametrize("typed", ["", " ", "a", "\x00", "🙂", "'", "é" * 121, "mot " * 30])
def test_too_little_or_too_much_is_nothing(typed) -> None:
    assert suggest(typed, "fr") == []


def test_an_index_of_words() -> None:
    index = WordIndex.of(["Garder les enfants", "Garde d'enfants", "Jardin"], "fr")
    assert index.holding(read_typed("gard", "fr")) == [0, 1]
    assert index.holding(read_typed("enfant garde", "fr")) == [0, 1]
    assert index.holding(read_typed("garder jardin", "fr")) == []
    assert index.holding(()) == []


# The address


def test_the_answer(client, offer) -> None:
    with override("fr"):
        found = post(client, "location")
    [mine] = [one for one in found if one["kind"] == "offer"]
    assert mine["label"] == mine["value"] == offer.title
    assert mine["detail"].endswith(" · Garage du Causse")
    assert mine["page"] == offer.get_absolute_url()
    assert mine["need"] == ""
    assert mine["icon"] == "document"


def test_a_need_fills_the_box_and_leads_nowhere(client) -> None:
    found = next(one for one in post(client, "avoir une voi") if one["kind"] == "need")
    assert (found["need"], found["page"]) == (CAR, "")


@pytest.mark.parametrize("method", ["get", "put", "delete", "head"])
def test_only_post(client, method) -> None:
    response = getattr(client, method)(f"{ADDRESS}?q=voiture")
    assert response.status_code == 405


def test_nothing_is_kept(client, caplog) -> None:
    caplog.set_level(logging.DEBUG)
    response = client.post(ADDRESS, {"q": "zanzibarite"})
    assert "no-store" in response["Cache-Control"]
    assert "zanzibarite" not in caplog.text
    assert not client.cookies


HOSTILE = [
    "\x00",
    "voi\x00ture",
    "a" * 10_000,
    "🙂" * 50,
    "voiture 🙂",
    '" OR *',
    'NEAR("a" "b", 2)',
    "title_tokens:voiture",
    "voiture*",
    "^voiture",
    "-voiture",
    "voiture AND NOT (roue",
    "x'); DROP TABLE search_titles; --",
    "'voi':* | 'x' & !'y' <-> z",
    "\\",
    "%%s %s %(x)s",
    "__%__",
    "\u202eerutiov\u202c",
    "\u200fسيارة\u200e",
    "voi\u00adtu\u200bre",
    "½ ² Ⅷ 𞤀𞤁 ǆ ﬁ",
    "İstanbul ß ſ",
    "<script>alert(1)</script>",
    "1234567890" * 11,
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_anything_is_answered(client, offer, typed, caplog) -> None:
    post(client, typed)
    assert caplog.records == []


@given(st.text(max_size=130))
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_is_answered(client, offer, typed) -> None:
    post(client, typed.encode("utf-8", "ignore").decode())


def test_bytes_that_are_no_text_are_answered(client) -> None:
    response = client.post(
        ADDRESS, b"q=%ff%fe%80voiture", content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 200
    assert client.post(ADDRESS).json() == {"suggestions": []}


def test_an_outage_proposes_nothing_and_tells_no_word(client, offer, caplog) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TABLE search_titles")
        else:
            cursor.execute("ALTER TABLE search_searchdocument RENAME COLUMN title_tokens TO gone")
    assert post(client, "voiture") == []
    [record] = caplog.records
    assert record.levelname == "ERROR"
    assert "voiture" not in caplog.text
