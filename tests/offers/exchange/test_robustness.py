"""Whatever the bytes and the values: a record, a refusal, or one sentence about the file."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from offers.exchange.columns import COLUMNS
from offers.exchange.mapping import Mapping
from offers.exchange.parsing import Parser
from offers.exchange.reading import RawRow, UnreadableFile, read_rows
from offers.exchange.records import RefusedRow, ServiceRecord, StructureRecord
from tests.examples import tries
from tests.offers.exchange.conftest import SERVICE, STRUCTURE

RELAXED = settings(
    max_examples=tries(150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
STARTS = [
    b"",
    b"PK\x03\x04",
    b"[",
    b"{",
    b'{"a": 1}\n',
    b"a;b\n",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b'"',
]

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.sampled_from(["12", "12202", "Rodez", "=A1", "2026-01-01", "fr", "\x00", "{a,b}"])
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2)
    ),
    max_leaves=5,
)


def readable(path: Path) -> list[RawRow]:
    try:
        return list(read_rows(path))
    except UnreadableFile:
        return []


@RELAXED
@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=400))
def test_any_bytes(tmp_path, start, rest):
    path = tmp_path / "fichier"
    path.write_bytes(start + rest)
    for row in readable(path):
        assert row.number >= 1


@RELAXED
@given(
    rows=st.lists(st.dictionaries(st.text(max_size=5), values, max_size=4), max_size=4),
    cut=st.integers(0, 60),
)
def test_any_json_whole_or_cut(tmp_path, rows, cut):
    path = tmp_path / "fichier"
    text = json.dumps(rows)
    path.write_text(text[: max(0, len(text) - cut)])
    readable(path)


@pytest.mark.parametrize("name", ["data-inclusion", "rhone-services", "mediation-numerique"])
def test_any_values(words, name):
    parser = Parser.from_database(Mapping.load(name))
    known = {"structures": STRUCTURE, "services": SERVICE}
    number = iter(range(10**6))

    @RELAXED
    @given(data=st.data())
    def check(data: st.DataObject) -> None:
        for kind, base in known.items():
            names = st.sampled_from([*COLUMNS[kind], "types", "presentation_resume", "services"])
            changes = data.draw(st.dictionaries(names, values, max_size=6))
            raw = RawRow(next(number), {**base, "id": f"x{next(number)}", **changes})
            found: Any = parser.identify(raw, kind)
            if found is not None and not isinstance(found, RefusedRow):
                found = parser.structure(raw) if kind == "structures" else parser.service(raw)
            assert found is None or isinstance(found, RefusedRow | StructureRecord | ServiceRecord)
            if isinstance(found, RefusedRow):
                assert found.problems
            if isinstance(found, ServiceRecord):
                json.dumps(found.fields, ensure_ascii=False).encode()
                assert "\x00" not in found.source_id + found.structure_id

    check()
