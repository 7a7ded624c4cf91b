"""manage.py resolve_place: a text, a file or standard input; lines or JSON."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from territories.describing import describe
from territories.models import Territory
from territories.resolution import resolve_place
from tests.fixtures.places import place, zone

pytestmark = pytest.mark.django_db

RODEZ = {
    "uid": "fr:commune:12202",
    "code": "12202",
    "name": "Rodez",
    "level": "commune",
    "department": "12",
}


def run(*args):
    out = io.StringIO()
    call_command("resolve_place", *args, stdout=out, skip_checks=True)
    return out.getvalue().splitlines()


def answers(*args):
    return [json.loads(line) for line in run(*args, "--json")]


def test_a_place(places):
    (answer,) = answers("Rodez")
    assert answer == {
        "text": "Rodez",
        "kind": "place",
        "place": RODEZ,
        "choices": [RODEZ],
        "fell_back": "",
    }


def test_choices_have_no_place(places):
    (answer,) = answers("12000")
    assert (answer["kind"], answer["place"]) == ("choices", None)
    assert answer["choices"][0] == RODEZ


def test_unknown(places):
    (answer,) = answers("azertyuiop")
    assert (answer["kind"], answer["place"], answer["choices"]) == ("unknown", None, [])


@pytest.mark.parametrize(
    ("text", "code", "level", "department"),
    [
        ("75013", "75113", "arrondissement", "75"),
        ("75056", "75056", "commune", "75"),
        ("Aveyron", "12", "department", "12"),
        ("Occitanie", "76", "region", None),
        ("Métropole de Lyon", "200046977", "zone", None),
        ("France", "fr", "country", None),
        ("province de Liège", "60000", "department", "60000"),
        ("Liège", "62063", "commune", "60000"),
        ("Bruxelles", "21004", "commune", None),
        ("Wallonie", "03000", "region", None),
        ("Nouméa", "988", "department", "988"),
    ],
)
def test_code_level_and_department(places, text, code, level, department):
    told = answers(text)[0]["place"]
    assert (told["code"], told["level"], told["department"]) == (code, level, department)


def test_a_code_nobody_bears_is_said(places):
    assert answers("12999")[0]["fell_back"] == "12999"
    assert run("12999") == ["12999: place: Aveyron (department 12) [no place bears 12999]"]


def test_lines_for_people(places):
    assert run("Rodez") == ["Rodez: place: Rodez (commune 12202)"]
    assert run("zzzz") == ["zzzz: unknown"]


def test_a_file_of_json_lines(places, tmp_path):
    file = tmp_path / "texts.jsonl"
    file.write_text('{"text": "Rodez", "code": "x"}\n\n{"text": "a\u2028b"}\n', encoding="utf-8")
    assert [answer["text"] for answer in answers("--file", str(file))] == ["Rodez", "a\u2028b"]


def test_standard_input(places, monkeypatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("Rodez\n\nLyon 3\r\n"))
    assert [answer["kind"] for answer in answers()] == ["place", "unknown", "place"]


def test_half_a_character_is_told_too(places):
    assert answers("\ud800")[0]["kind"] == "unknown"
    assert run("\ud800") == ["?: unknown"]


@pytest.mark.parametrize("line", ["no", "[]", '{"texte": "Rodez"}', "3", '"Rodez"'])
def test_a_line_that_is_no_text_is_named(places, tmp_path, line):
    file = tmp_path / "texts.jsonl"
    file.write_text(f'{{"text": "Rodez"}}\n{line}\n', encoding="utf-8")
    with pytest.raises(CommandError, match="line 2"):
        run("--file", str(file))


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(CommandError, match="nowhere"):
        run("--file", str(tmp_path / "nowhere"))
    (tmp_path / "latin").write_bytes(b"\xe9")
    with pytest.raises(CommandError, match="latin"):
        run("--file", str(tmp_path / "latin"))


def test_a_text_and_a_file_are_too_much(tmp_path):
    with pytest.raises(CommandError, match="not both"):
        run("Rodez", "--file", str(tmp_path / "f"))


def test_one_country(places):
    assert answers("Rodez", "--country", "be")[0]["kind"] == "unknown"


@pytest.mark.parametrize("size", [1, 20])
def test_a_list_is_told_in_one_query(places, size, django_assert_num_queries):
    found = [*Territory.objects.filter(level="commune")[:size], zone("fr:epci:200046977")]
    with django_assert_num_queries(1):
        assert len(describe(found)) == size + 1


def test_the_department_of_a_district_is_its_citys(places):
    assert describe([place("fr:district:13213")])[0]["department"] == "13"


def test_the_chosen_place_is_first(places):
    found = resolve_place("Saint-Pierre")
    assert describe(found.choices)[0]["uid"] == found.place.uid
