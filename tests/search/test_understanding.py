"""What a sentence asks beside its need: the tables of sentences, and what is then searched."""

import csv
import gzip
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils.text import slugify
from hypothesis import given, settings
from hypothesis import strategies as st

from search.asking import address_of, read_address
from search.filters import Facet, Filters
from search.language import guess_language
from search.understanding.asked import read_sentence, told_place
from search.understanding.filtering import Reading
from search.understanding.sentence import Understood, understand_sentence
from search.understanding.spoken import PlaceWords
from territories.names import Named
from territories.naming import DATA, name_key
from tests.examples import tries
from tests.factories import CAR
from tests.source import ROOT

TABLES = [ROOT / "tests/data" / f"understanding{name}.txt" for name in ("", "-held-out")]
LEAST_PRECISION = 0.95
LEAST_RECALL = 0.85


@cache
def every_name() -> dict[str, list[Named]]:
    """All places of the shipped files, by key: the tables are harder among 35,000 names."""
    names: dict[str, list[Named]] = defaultdict(list)
    for path in [*DATA.glob("*/*.csv"), *DATA.glob("*/*.csv.gz")]:
        if path.name.startswith(("former", "zone")):
            continue
        for row in _rows(path):
            named = Named(
                len(names),
                slugify(row["name"]),
                row["code"],
                int(row["population"] or 0),
                None,
                row["level"],
            )
            names[name_key(row["name"])].append(named)
            for alias in filter(None, row["aliases"].split("|")):
                key = name_key(alias)
                names[key].append(named._replace(slug=key.replace(" ", "-")))
    return names


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with (
        gzip.open(path, "rt", encoding="utf-8")
        if path.suffix == ".gz"
        else path.open(encoding="utf-8") as lines
    ):
        yield from csv.DictReader(lines)


def table(path: Path) -> Iterator[tuple[str, set[str]]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            text, filters, place = (part.strip() for part in f"{line} ".split(" |"))
            yield text, {*filters.split(), *([f"lieu={place}"] if place else [])}


def read(text: str) -> Understood:
    return understand_sentence(text, guess_language(text), lambda key: every_name().get(key, []))


def asked(text: str) -> set[str]:
    understood = read(text)
    places = " ou ".join(place.text for place in understood.places)
    filters = {f"{facet.value}={code}" for facet, code in understood.filters}
    return {*filters, *([f"lieu={places}"] if places else [])}


@pytest.mark.parametrize("path", TABLES, ids=["first", "held out"])
def test_a_sentence_asks_what_a_careful_reader_sees(path) -> None:
    rows = list(table(path))
    found = [(asked(text), wanted) for text, wanted in rows]
    right = sum(len(got & wanted) for got, wanted in found)
    assert right / sum(len(got) for got, _ in found) >= LEAST_PRECISION
    assert right / sum(len(wanted) for _, wanted in found) >= LEAST_RECALL


def test_the_tables_hold_as_many_sentences_that_ask_nothing() -> None:
    rows = [row for path in TABLES for row in table(path)]
    assert len(rows) >= 300
    assert 0.4 < sum(not wanted for _text, wanted in rows) / len(rows) < 0.6


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("cours de français gratuit à Lyon", "cours de français"),
        ("avocat gratuit qui parle arabe près de Roubaix", "avocat"),
        ("hébergement pour femmes battues à Paris", "hébergement pour femmes battues"),
        ("à Lyon, je cherche un avocat", "je cherche un avocat"),
        ("gratuit", "gratuit"),
        ("à Lyon", "à Lyon"),
        ("mon mari me frappe", "mon mari me frappe"),
    ],
)
def test_the_router_reads_what_says_the_need(text, rest) -> None:
    assert read(text).rest() == rest


def test_each_filter_tells_its_words() -> None:
    text = "Un cours en ligne et gratuit, près de L'Haÿ-les-Roses !"
    understood = read(text)
    words = [(read.facet, text[read.start : read.end]) for read in understood.readings]
    assert words == [(Facet.MODE, "en ligne"), (Facet.FEE, "gratuit")]
    [place] = understood.places
    assert text[place.start : place.end] == "près de L'Haÿ-les-Roses"


@given(
    st.text(max_size=80)
    | st.lists(st.sampled_from(["à", "a", "dans", "le", "93", "(12)", "Lyon", ",", "/", "75"]))
)
@settings(max_examples=tries(150), deadline=None)
def test_any_text_is_read(text) -> None:
    text = text if isinstance(text, str) else " ".join(text)
    understood = read(text)
    for place in understood.places:
        assert place.text in text[place.start : place.end]
    assert understood.rest() or not text.strip(" ,;:.-\t\n\r")


def params(address: object) -> dict[str, list[str]]:
    return parse_qs(urlsplit(str(address)).query)


@pytest.mark.usefixtures("sayings")
def test_the_place_and_the_filters_of_the_sentence_are_in_the_address() -> None:
    problem = "je n'ai pas de voiture pour aller travailler à Rodez, un prêt gratuit"
    address = params(address_of(problem=problem, place="", needs=[]))
    assert address["lieu"] == ["fr:commune:12202"]
    assert address["frais"] == ["gratuit"]
    assert address["besoin"] == [CAR]


@pytest.mark.usefixtures("sayings")
def test_the_place_box_comes_before_the_sentence() -> None:
    address = address_of(problem="une voiture à Rodez", place="Lyon", needs=[])
    assert address.place == "fr:commune:69123"


@pytest.mark.usefixtures("sayings")
def test_what_was_taken_away_is_not_read_again(rf) -> None:
    address = address_of(problem="pas de voiture, garage gratuit à Rodez", place="", needs=[])
    left = address.without_filter(Facet.FEE, "gratuit")
    asked_again = read_address(rf.get(left).GET)
    assert not asked_again.filters
    assert asked_again.typed.heard.text == "pas de voiture, garage"
    assert asked_again.typed.problem == "pas de voiture, garage gratuit à Rodez"
    without_place = read_address(rf.get(address.at_place("")).GET)
    assert without_place.place is None
    assert without_place.typed.place == ""


@pytest.mark.usefixtures("sayings")
def test_filters_chosen_before_stay() -> None:
    chosen = Filters({Facet.AUDIENCE: ("jeunes",)})
    address = address_of(problem="voiture gratuite", place="", needs=[], filters=chosen)
    assert address.filters.of(Facet.AUDIENCE) == ("jeunes",)
    assert address.filters.of(Facet.FEE) == ("gratuit",)


@pytest.mark.usefixtures("words")
@pytest.mark.parametrize(
    ("text", "kind", "typed"),
    [
        ("je cherche un avocat à Rodez", "place", "Rodez"),
        ("épicerie à Sainte-Radegonde", "choices", "Sainte-Radegonde"),
        ("une formation à Rodez ou Millau", "choices", "Rodez ou Millau"),
        ("j'habite à Rodez et je travaille à Millau", "choices", "Rodez / Millau"),
    ],
)
def test_a_place_is_told_as_the_box_would_read_it(text, kind, typed) -> None:
    told = told_place(read_sentence(text))
    assert told is not None
    assert (told.resolution.kind, told.text) == (kind, typed)


@pytest.mark.usefixtures("words")
def test_namesakes_are_not_asked_about_when_nothing_announces_a_place() -> None:
    assert told_place(read_sentence("aide alimentaire Sainte-Radegonde")) is None


@pytest.mark.usefixtures("words")
def test_a_sentence_without_a_place_costs_no_query(django_assert_num_queries) -> None:
    read_sentence("mon mari me frappe")
    with django_assert_num_queries(0):
        assert told_place(read_sentence("je suis à la rue")) is None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("free food near Lyon", "en"),
        ("online French lessons", "en"),
        ("facture Free impayée", "fr"),
        ("permis b", "fr"),
        ("I cannot drive", "en"),
        ("أحتاج إلى مساعدة", "ar"),
    ],
)
def test_the_language_of_a_few_words(text, language) -> None:
    assert guess_language(text) == language


def test_words_that_say_two_things_are_taken_away_once() -> None:
    place = PlaceWords("b", 5, 15, is_clear=True)
    reading = Reading(Facet.FEE, "gratuit", 0, 10, is_removed=True)
    text = "abcdefghij klmnopqrst uvwxyz"
    assert Understood(text, "fr", (reading,), (place,)).rest() == "opqrst uvwxyz"
