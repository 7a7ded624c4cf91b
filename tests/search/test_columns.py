"""The columns against the database they are made from: the same whatever way they came to be."""

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from offers.publishing import archive_offer, publish_one
from search.columns import current
from search.columns.current import current_columns
from search.columns.facets import counts, passing
from search.columns.found import all_of
from search.columns.reach import reachable
from search.columns.rows import Row
from search.columns.table import FOR_EVERYONE, Columns, NoRoom
from search.engines.base import Query
from search.facts import Facts
from search.filters import NO_FILTERS, Facet, Filters
from search.models import SearchChange, SearchDocument
from tests.examples import tries
from tests.factories import make_offer

AT = datetime(2026, 11, 26, 10, tzinfo=UTC)
AUDIENCES = ("femmes", "jeunes", FOR_EVERYONE)
MODES = ("a-distance", "en-presentiel")
NEEDS = ("mobilite--a", "mobilite--b", "sante--c")


def some(codes):
    return st.lists(st.sampled_from(codes), unique=True).map(sorted)


FACTS = st.fixed_dictionaries(
    {
        "needs": some(NEEDS),
        "audiences": some(AUDIENCES),
        "service_types": st.just(["atelier"]),
        "modes": some(MODES),
        "fee": st.sampled_from(["", "gratuit", "payant"]),
        "languages": some(("ar", "fr")),
        "hours": st.sampled_from(["", "Mo-Fr 09:00-17:00"]),
        "coverage": some(("fr:department:12", "everywhere")),
        "level": st.sampled_from(["open", "full", "unknown"]),
        "until": st.none() | st.floats(0, 2e9),
        "quality": st.floats(0, 1),
    }
)
ROWS = st.lists(
    st.builds(
        Row,
        offer_id=st.integers(1, 40),
        structure_id=st.integers(1, 5),
        latitude=st.none() | st.floats(-90, 90),
        longitude=st.none() | st.floats(-180, 180),
        is_remote=st.booleans(),
        path=st.sampled_from(["fr/76/12/12202/", "fr/76/12/12145/", "fr/84/69/69123/"]),
        verified_at=st.none() | st.just(AT),
        modified_at=st.just(AT),
        title=st.sampled_from(["", "velo lou", "velo velo repar"]),
        facts=FACTS,
    ),
    max_size=12,
    unique_by=lambda row: row.offer_id,
)
FILTERS = st.builds(
    lambda audience, mode, fee: Filters(
        {Facet.AUDIENCE: audience, Facet.MODE: mode, Facet.FEE: fee}
    ),
    st.lists(st.sampled_from(AUDIENCES[:2]), unique=True, max_size=2).map(tuple),
    st.lists(st.sampled_from(MODES), unique=True, max_size=2).map(tuple),
    st.lists(st.sampled_from(["gratuit", "payant"]), unique=True, max_size=1).map(tuple),
)


def accepts(row: Row, facet: Facet, code: str) -> bool:
    facts = row.facts
    if facet is Facet.FEE:
        return facts["fee"] == code
    if facet is Facet.MODE:
        return code in facts["modes"]
    own = facts["audiences"]
    return not own or FOR_EVERYONE in own or code in own


def passes(row: Row, filters: Filters, but: Facet | None = None) -> bool:
    return all(
        any(accepts(row, facet, code) for code in codes)
        for facet, codes in filters.chosen.items()
        if codes and facet is not but
    )


def ids(columns: Columns, rows) -> set[int]:
    return set(columns.arrays.offer_ids[np.flatnonzero(rows & columns.alive)].tolist())


def titled(columns: Columns, stem: str) -> set[int]:
    rows = np.zeros_like(columns.alive)
    rows[columns.titles.get(stem, [])] = True
    return ids(columns, rows)


@given(ROWS)
def test_a_title_says_its_share_of_the_echoes(rows) -> None:
    columns = Columns.of(rows)
    query = Query(needs={"mobilite--a": 1.0}, echoes={"velo": 0.7, "repar": 0.5, "autre": 0.9})
    every = np.arange(len(rows))
    found = all_of(columns, every, reachable(columns, None), query, AT)
    expected = {"": 0.0, "velo lou": 0.7, "velo velo repar": 1.0}
    assert found.echo.tolist() == [expected[row.title] for row in rows]


@given(ROWS, FILTERS)
def test_filters_and_counts_are_those_of_a_loop(rows, filters) -> None:
    columns = Columns.of(rows)
    kept = ids(columns, passing(columns, filters, AT))
    assert kept == {row.offer_id for row in rows if passes(row, filters)}
    counted = counts(columns, columns.alive, filters, AT)
    for facet, codes in ((Facet.FEE, ["gratuit", "payant"]), (Facet.MODE, MODES)):
        among = [row for row in rows if passes(row, filters, but=facet)]
        for code in codes:
            expected = sum(accepts(row, facet, code) for row in among)
            assert counted[facet].get(code, 0) == expected
    among = [row for row in rows if passes(row, filters, but=Facet.AUDIENCE)]
    named = {code for row in among if FOR_EVERYONE not in row.facts["audiences"]
             for code in row.facts["audiences"]}  # fmt: skip
    assert counted[Facet.AUDIENCE] == {
        code: sum(accepts(row, Facet.AUDIENCE, code) for row in among) for code in named
    }


@settings(max_examples=tries(60))
@given(ROWS, ROWS)
def test_a_change_gives_what_a_fresh_start_gives(before, after) -> None:
    gone = {row.offer_id for row in before[: len(before) // 2]}
    said = {row.offer_id: row for row in before if row.offer_id not in gone}
    said |= {row.offer_id: row for row in after}
    touched = gone | {row.offer_id for row in after}
    fresh = Columns.of(list(said.values()))
    try:
        changed = Columns.of(before).changed(touched, [said[i] for i in touched if i in said])
    except NoRoom:
        return
    for code in NEEDS:
        assert ids(changed, changed.needs.rows([code])) == ids(fresh, fresh.needs.rows([code]))
    area = ["fr:department:12"]
    assert ids(changed, changed.covering(area)) == ids(fresh, fresh.covering(area))
    for stem in ("velo", "lou", "repar"):
        assert titled(changed, stem) == titled(fresh, stem)
    for path in ("fr/76/12/", "fr/84/", "fr/"):
        assert ids(changed, changed.inside(path)) == ids(fresh, fresh.inside(path))
    every, expected = (counts(each, each.alive, NO_FILTERS, AT) for each in (changed, fresh))
    assert every == expected


PLAIN: Facts = {
    "needs": ["mobilite--a"],
    "audiences": [],
    "service_types": [],
    "modes": [],
    "fee": "",
    "languages": [],
    "hours": "",
    "coverage": [],
    "level": "unknown",
    "until": None,
    "quality": 0.5,
}


def test_a_reader_keeps_what_it_has_while_others_change() -> None:
    row = Row(1, 1, 44.3, 2.5, False, "fr/76/12/12202/", None, AT, "velo", PLAIN)
    held = Columns.of([row])
    changed = held.changed([1], [replace(row, is_remote=True)])
    assert ids(held, ~held.arrays.is_remote) == {1}
    assert ids(changed, changed.arrays.is_remote) == {1}


def test_what_is_published_and_archived_shows_at_once(offer, django_assert_num_queries) -> None:
    assert ids(current_columns(), current_columns().alive) == {offer.pk}
    with django_assert_num_queries(1):
        current_columns()
    publish_one(offer=offer, fields={"fee": "gratuit"}, author=None)
    columns = current_columns()
    assert ids(columns, columns.facets[Facet.FEE].rows(["gratuit"])) == {offer.pk}
    other = make_offer()
    assert ids(current_columns(), current_columns().alive) == {offer.pk, other.pk}
    archive_offer(offer=offer, actor=None)
    assert ids(current_columns(), current_columns().alive) == {other.pk}


def test_a_change_that_was_rolled_back_is_forgotten(offer) -> None:
    current_columns()
    SearchChange.objects.create(offer_ids=[offer.pk])
    columns = current_columns()
    SearchChange.objects.last().delete()
    assert current_columns() is not columns


def test_old_changes_are_looked_at_no_more(offer, time_machine) -> None:
    current_columns()
    publish_one(offer=offer, fields={"fee": "gratuit"}, author=None)
    time_machine.move_to(timezone.now() + current.SETTLED * 2)
    publish_one(offer=offer, fields={"fee": "payant"}, author=None)
    columns = current_columns()
    assert ids(columns, columns.facets[Facet.FEE].rows(["payant"])) == {offer.pk}
    # The last settled one, and the new one.
    assert len(current._read.seen) == 2


def test_even_a_settled_change_that_vanished_is_forgotten(offer, time_machine) -> None:
    time_machine.move_to(timezone.now() + current.SETTLED * 2)
    current._read = None
    assert ids(current_columns(), current_columns().alive) == {offer.pk}
    SearchChange.objects.all().delete()
    SearchDocument.objects.all().delete()
    assert ids(current_columns(), current_columns().alive) == set()


def test_columns_keep_nothing_of_the_rows_they_were_read_from(db, monkeypatch):
    """Each number and text of a row that stays keeps the memory around it from being given back."""
    path = "/".join(["fr", "76", "12", "12202", ""])
    row = Row(10**6, 1, 44.3, 2.5, False, path, None, AT, "velo", PLAIN)
    monkeypatch.setattr(current, "_read", None)
    monkeypatch.setattr(current, "read_rows", lambda: iter([row]))
    columns = current_columns()
    [held], [number] = columns.paths, columns.slots
    assert (held, number) == (row.path, row.offer_id)
    assert held is not row.path
    assert number is not row.offer_id
    current.forget()
