"""Workbooks: the official one, and those that people or attackers make."""

import datetime
import io
import re
import zipfile

import openpyxl
import pytest

from offers.exchange import workbook, zipped
from offers.exchange.reading import UnreadableFile, read_rows
from tests.offers.exchange.conftest import shared

DAY = datetime.datetime.fromisoformat("2026-02-23")


def book(tmp_path, **sheets):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for title, rows in sheets.items():
        sheet = made.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = tmp_path / "classeur"
    made.save(path)
    return path


def repacked(path, **replaced):
    """The same zip with some parts replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            part = entry.filename.rpartition("/")[2]
            content = old.read(entry)
            new.writestr(entry.filename, replaced[part](content) if part in replaced else content)
    path.write_bytes(out.getvalue())
    return path


def reason(path, kind="services"):
    with pytest.raises(UnreadableFile) as caught:
        list(read_rows(path, kind=kind))
    return caught.value.reason


def test_the_sheet_of_the_kind_is_read(tmp_path):
    path = book(tmp_path, Structures=[["id"], ["s1"]], Services=[["id"], [None], ["v1"]])
    assert [row.values for row in read_rows(path, kind="structures")] == [{"id": "s1"}]
    (service,) = read_rows(path, kind="services")
    assert (service.number, service.values) == (3, {"id": "v1"})


def test_the_only_sheet_is_read_whatever_its_name(tmp_path):
    assert [row.values for row in read_rows(book(tmp_path, Feuille=[["a"], [1]]))] == [{"a": 1}]


def test_a_workbook_without_the_sheet_says_which_it_has(tmp_path):
    assert "Bilan" in reason(book(tmp_path, Bilan=[["a"]], Notes=[["a"]]))


def test_a_title_overwritten_by_a_date_names_the_column_of_dates(tmp_path):
    path = book(tmp_path, Services=[["id", DAY], ["v1", DAY]])
    (row,) = read_rows(path)
    assert row.values == {"id": "v1", "@date": DAY}


def test_needs_listed_apart_are_added_to_their_service(tmp_path):
    path = book(
        tmp_path,
        Services=[["id", "thematiques"], ["v1", "a, b"], ["v2", None]],
        **{
            "Services - Thématiques": [
                ["__ignore__", "service_id", "thématique"],
                [True, "v1", "exemple"],
                [None, "v1", "c"],
                [None, "v2", "d"],
            ]
        },
    )
    first, second = read_rows(path)
    assert first.values["thematiques"] == "a, b, c"
    assert second.values["thematiques"].strip(", ") == "d"


def test_a_formula_gives_its_result_or_is_told(tmp_path):
    path = book(tmp_path, Services=[["id", "nom", "cp"], ["v1", "=A2", "=1+1"]])
    (row,) = read_rows(path)
    assert row.values == {"id": "v1"}
    assert set(row.notes) == {"nom", "cp"}


def test_the_result_of_a_formula_is_read(tmp_path):
    path = book(tmp_path, Services=[["id", "cp"], ["v1", "=1+1"]])
    results = {"sheet1.xml": lambda xml: re.sub(rb"<v ?/>|<v></v>", b"<v>2</v>", xml)}
    (row,) = read_rows(repacked(path, **results))
    assert (row.values, row.notes) == ({"id": "v1", "cp": 2}, {})


def test_an_error_is_no_value(tmp_path):
    (row,) = read_rows(book(tmp_path, Services=[["id", "cp"], ["v1", "#REF!"]]))
    assert row.values == {"id": "v1"}


def test_a_zip_bomb_is_refused_by_what_it_declares(tmp_path, monkeypatch):
    path = book(tmp_path, Services=[["id"], ["v1"]])
    bomb = repacked(path, **{"sheet1.xml": lambda xml: xml + b" " * 3_000_000})
    assert bomb.stat().st_size < 50_000
    monkeypatch.setattr(zipped, "MAX_INFLATED_BYTES", 1_000_000)
    assert "CSV" in reason(bomb)


def test_a_zip_bomb_that_lies_is_stopped_while_it_is_unpacked(tmp_path, monkeypatch):
    path = book(tmp_path, Services=[["id"], ["v1"]])
    bomb = repacked(path, **{"sheet1.xml": lambda xml: xml + b" " * 3_000_000})
    monkeypatch.setattr(zipped, "MAX_INFLATED_BYTES", 1_000_000)
    monkeypatch.setattr(zipped, "_check_declared", lambda entries: None)
    assert "CSV" in reason(bomb)


def test_sizes_falsified_in_the_directory_make_a_damaged_file(tmp_path):
    path = book(tmp_path, Services=[["id"], ["v1"]])
    content = bytearray(path.read_bytes())
    start = content.index(b"PK\x01\x02")
    content[start + 24 : start + 28] = (7).to_bytes(4, "little")
    path.write_bytes(content)
    assert reason(path)


def test_entities_that_explode_are_refused(tmp_path):
    path = book(tmp_path, Services=[["id"], ["v1"]])
    declared = b'<!DOCTYPE w [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    evil = repacked(path, **{"sheet1.xml": lambda xml: declared + xml})
    assert reason(evil)


def test_a_row_number_beyond_the_bound_does_not_loop_for_ever(tmp_path, monkeypatch):
    monkeypatch.setattr(workbook, "MAX_SHEET_ROWS", 1000)
    path = book(tmp_path, Services=[["id"], ["v1"]])
    far = repacked(
        path,
        **{
            "sheet1.xml": lambda xml: xml.replace(b'r="2"', b'r="999999999"').replace(
                b'"A2"', b'"A999999999"'
            )
        },
    )
    assert "1000" in reason(far)


def test_a_column_beyond_the_bound_takes_no_memory(tmp_path):
    path = book(tmp_path, Services=[["id"], ["v1"]])
    wide = repacked(path, **{"sheet1.xml": lambda xml: xml.replace(b'"A2"', b'"ZZZ2"')})
    assert list(read_rows(wide)) == []


@pytest.mark.parametrize("cut", [10, 400, 1500])
def test_a_workbook_cut_short_is_refused(tmp_path, cut):
    path = book(tmp_path, Services=[["id"], ["v1"]])
    path.write_bytes(path.read_bytes()[:cut])
    assert reason(path)


def test_another_kind_of_zip_is_refused(tmp_path):
    path = tmp_path / "archive"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert "XLSX" in reason(path)


def test_a_part_that_is_not_xml_makes_a_damaged_file(tmp_path):
    path = book(tmp_path, Services=[["id"], ["v1"]])
    assert reason(repacked(path, **{"sheet1.xml": lambda xml: xml[:-40] + b"<<"}))


def test_the_official_workbook():
    path = shared("data-inclusion/dataset.xlsx")
    (structure,) = read_rows(path, kind="structures")
    services = list(read_rows(path, kind="services"))
    assert structure.number == 4
    assert [service.number for service in services] == [4, 5]
    assert structure.values["@date"] == DAY
    assert services[0].values["lien_source"].startswith("https://")
