"""Two tabs at the same moment, on a real PostgreSQL: one import, written once."""

from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from accounts.models import User
from contributions.imports.starting import start_import
from contributions.imports.web import WrongState, accept_import, give_up, request_undo
from contributions.models import ImportRun
from offers.models import OfferPage, Source
from tests.at_once import at_once, need_postgresql
from tests.contributions.imports.page_making import (
    AVEYRON,
    administrator_of,
    jsonl,
    make_source,
    service,
    structure,
)

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

State = ImportRun.State
together = partial(at_once, expected=(WrongState,))


@pytest.fixture(autouse=True)
def _postgresql_only() -> None:
    need_postgresql()


@pytest.fixture
def odile(_postgresql_only: None, transactional_db: None, words: None) -> User:
    return administrator_of(AVEYRON, "odile@example.org")


@pytest.fixture
def directory(odile: User) -> Source:
    return make_source()


def start(odile: User, directory: Source, uuid: Any) -> ImportRun:
    return start_import(
        by=odile,
        uuid=uuid,
        source=directory,
        services=jsonl(service(1), service(2)),
        structures=jsonl(structure()),
        mapping="",
        complete=False,
    )


def late(results: list[Any]) -> int:
    return sum(isinstance(result, WrongState) for result in results)


def test_two_tabs_accept_once(odile: User, directory: Source, var: Path) -> None:
    run = start(odile, directory, uuid4())
    results = together(*[lambda: accept_import(run=run, by=odile)] * 3)
    assert late(results) == 2
    run.refresh_from_db()
    assert run.state == State.DONE, run.problem
    assert OfferPage.objects.count() == 2
    assert run.rows.count() == 3


def test_the_same_form_sent_twice_is_one_import(odile: User, directory: Source, var: Path) -> None:
    uuid = uuid4()
    together(*[lambda: start(odile, directory, uuid)] * 2)
    assert ImportRun.objects.get().state == State.READY


def test_accepting_and_giving_up_do_not_mix(odile: User, directory: Source, var: Path) -> None:
    run = start(odile, directory, uuid4())
    results = together(lambda: accept_import(run=run, by=odile), lambda: give_up(run=run, by=odile))
    assert late(results) == 1
    run.refresh_from_db()
    assert (run.state, OfferPage.objects.count()) in {(State.DONE, 2), (State.CANCELLED, 0)}


def test_two_tabs_undo_once(odile: User, directory: Source, var: Path) -> None:
    run = start(odile, directory, uuid4())
    accept_import(run=run, by=odile)
    assert late(together(*[lambda: request_undo(run=run, by=odile)] * 2)) == 1
    run.refresh_from_db()
    assert run.state == State.UNDONE
    assert run.options["undone"] == {"put_back": 3, "kept": 0}
