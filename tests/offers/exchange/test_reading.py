"""Text files of any format and encoding, and what is refused with a sentence."""

import gzip
import json

import pytest

from offers.exchange import json_rows, rows
from offers.exchange.reading import UnreadableFile, read_rows

TWO = [{"nom": "Écoute", "ville": "Rodez"}, {"nom": "Repas", "ville": "Millau"}]
CSV = "nom;ville\nÉcoute;Rodez\nRepas;Millau\n"


def values(path):
    return [row.values for row in read_rows(path)]


def reason(path):
    with pytest.raises(UnreadableFile) as caught:
        list(read_rows(path))
    return caught.value.reason


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(TWO),
        json.dumps(TWO, indent=1),
        json.dumps({"services": TWO}),
        json.dumps({"total": 2, "items": TWO, "links": []}, indent=2),
        "\n".join(json.dumps(row) for row in TWO),
        "\r".join(json.dumps(row) for row in TWO),
        CSV,
        CSV.replace(";", ","),
        CSV.replace(";", "\t"),
        CSV.replace("\n", "\r\n"),
        CSV.replace("\n", "\r"),
        CSV.replace("Rodez", '"Rodez"'),
        CSV + ";\n\n",
        "sep=;\n" + CSV,
    ],
)
def test_the_format_is_found_from_the_content(written, content):
    assert values(written(content)) == TWO


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
@pytest.mark.parametrize(
    "content", [CSV, "\n".join(json.dumps(r, ensure_ascii=False) for r in TWO)]
)
def test_the_encoding_is_found_from_the_bytes(written, content, encoding):
    assert values(written(content.encode(encoding))) == TWO


def test_rows_bear_the_line_they_begin_on(written):
    quoted = 'nom;texte\nun;"deux\nlignes"\n\ntrois;quatre\n'
    rows_read = list(read_rows(written(quoted)))
    assert [row.number for row in rows_read] == [2, 5]
    assert rows_read[0].values["texte"] == "deux\nlignes"


def test_a_line_that_says_the_separator_is_counted(written):
    assert [row.number for row in read_rows(written("sep=,\r\na,b\r\n1,2;3\r\n"))] == [3]


def test_rows_of_a_json_list_bear_their_rank(written):
    assert [row.number for row in read_rows(written(json.dumps(TWO)))] == [1, 2]


def test_a_bad_line_among_json_lines_is_a_row_with_a_problem(written):
    good = json.dumps(TWO[0])
    found = list(read_rows(written(f'{good}\n{{"nom": "coup\n[1, 2]\n{good}\n')))
    assert [bool(row.problem) for row in found] == [False, True, True, False]


def test_a_first_line_cut_does_not_hide_the_next_ones(written):
    found = list(read_rows(written('{"nom": "cou\n' + json.dumps(TWO[1]))))
    assert [bool(row.problem) for row in found] == [True, False]


def test_a_line_too_long_is_told_and_passed(written, monkeypatch):
    monkeypatch.setattr(json_rows, "MAX_LINE_CHARS", 100)
    long = json.dumps({"nom": "x" * 500})
    found = list(read_rows(written(f"{json.dumps(TWO[0])}\n{long}\n{json.dumps(TWO[1])}\n")))
    assert [bool(row.problem) for row in found] == [False, True, False]
    assert [row.number for row in found] == [1, 2, 3]


def test_numbers_that_json_has_not_are_read_and_left_to_the_fields(written):
    (row,) = read_rows(written('[{"nom": "a", "latitude": NaN, "longitude": Infinity}]'))
    assert row.values["longitude"] == float("inf")


def test_halves_of_characters_do_not_reach_the_database(written):
    (row,) = read_rows(written('{"nom": "a\\ud83db", "n": 1}\n'))
    row.values["nom"].encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n\t\r\n ",
        b"\xef\xbb\xbf",
        b"[]",
        b'{"services": []}',
        b'{"a": [{"x": 1}], "b": [{"x": 1}]}',
        b'[{"nom": "coup',
        b'[{"a": 1}, ' * 3,
        b"[" * 100_000,
        b'[{"a":' * 50_000,
        b"%PDF-1.7 rien",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 ancien classeur",
        gzip.compress(b"nom;ville\n", mtime=0),
        bytes(range(32)) * 40,
        b"une seule colonne\nun\n",
        b'nom;ville\n"jamais ferm\xc3\xa9;' + b"x" * 200_000,
        ";".join(f"c{n}" for n in range(300)).encode(),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(written, content):
    assert reason(written(content)).endswith((".", "?"))


def test_a_json_list_too_large_is_refused_before_it_is_read(written, monkeypatch):
    monkeypatch.setattr(json_rows, "MAX_WHOLE_JSON_BYTES", 20)
    assert "jsonl" in reason(written(json.dumps(TWO)))


def test_a_file_too_large_is_refused(written, monkeypatch):
    monkeypatch.setattr("offers.exchange.reading.MAX_BYTES", 10)
    assert reason(written(CSV))


def test_more_rows_than_the_bound_are_refused_when_met(written, monkeypatch):
    monkeypatch.setattr(json_rows, "MAX_ROWS", 1)
    reading = read_rows(written("\n".join(json.dumps(row) for row in TWO)))
    assert next(reading).number == 1
    with pytest.raises(UnreadableFile):
        next(reading)


@pytest.mark.parametrize("content", [json.dumps([{"a": "x" * 100_001, "b": 1}]), "a;b\n1;%s\n"])
def test_a_huge_cell_is_a_problem_of_its_row(written, content):
    content = content.replace("%s", "x" * 100_001)
    (row,) = read_rows(written(content))
    assert str(rows.MAX_CELL_CHARS) in row.problem


def test_a_value_nested_too_deep_is_a_problem_of_its_row(written):
    deep = "[" * 30 + "]" * 30
    (row,) = read_rows(written(f'[{{"a": {deep}}}]'))
    assert row.problem


def test_zeros_and_formulas_in_csv_are_cleaned_or_told(written):
    content = b'nom;cp;note;calcul\nA\x00B;="01000";+33 5;=SOMME(A1:A3)\n'
    (row,) = read_rows(written(content))
    assert row.values == {"nom": "AB", "cp": "01000", "note": "+33 5"}
    assert list(row.notes) == ["calcul"]


def test_a_repeated_column_keeps_its_first_filled_cell(written):
    first, second = read_rows(written("nom;lien;lien\na;;x\nb;y;z\n"))
    assert (first.values["lien"], first.notes) == ("x", {})
    assert second.values["lien"] == "y"
    assert "lien" in second.notes


def test_rows_marked_as_to_be_ignored_are_left_out(written):
    content = "__ignore__;nom\ntrue;exemple\n;vrai\nVRAI;exemple\n0;aussi\n"
    assert [row.values["nom"] for row in read_rows(written(content))] == ["vrai", "aussi"]
