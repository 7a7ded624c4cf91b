"""How an import ends from the page: written, given up, undone, expired."""

import html
import os
import re
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from contributions.imports import jobs, tasks
from contributions.imports.tasks import work
from contributions.imports.web import WrongState
from contributions.models import ImportRow, ImportRun
from offers.models import OfferPage, Provenance
from offers.publishing import publish_one
from tests.contributions.imports.page_making import (
    act,
    breaks,
    imported,
    offer,
    page,
    reloaded,
    service,
    started,
    stored,
)
from tests.contributions.making import form_data

State, Action = ImportRun.State, ImportRow.Action


# Two tabs, two people


def test_accepting_twice_writes_once_and_says_so(odile, directory) -> None:
    run = started(odile, directory, service(1))
    assert act(odile, run, "accept").status_code == 302
    second = act(odile, run, "accept")
    assert second.status_code == 409
    assert 'class="notice notice--danger"' in second.content.decode()
    assert OfferPage.objects.count() == 1


@pytest.mark.parametrize("name", ["lines", "cancel", "resume", "accept"])
def test_what_is_done_is_done(odile, directory, name) -> None:
    run = imported(odile, directory, service(1))
    assert act(odile, run, name).status_code == 409
    assert reloaded(run).state == State.DONE
    assert offer().live


@pytest.mark.parametrize("name", ["choose_columns", "request_undo", "resume_import"])
def test_an_act_that_comes_too_late_shows_the_import_as_it_is(
    odile, directory, monkeypatch, name
) -> None:
    """Another tab was faster, between the look at the state and the lock."""
    run = started(odile, directory, service(1))
    columns = reverse("contributions:import-columns", args=[run.uuid])
    sent = form_data(odile.get(columns))
    if name != "choose_columns":
        act(odile, run, "accept")
        sent = {"confirm": "on"}
    monkeypatch.setattr(f"contributions.views.imports.{name}", breaks(WrongState(State.UNDONE)))
    url = {"choose_columns": "columns", "request_undo": "undo", "resume_import": "resume"}[name]
    response = act(odile, run, url, **sent)
    assert response.status_code == 409
    assert str(WrongState(State.UNDONE)) in html.unescape(response.content.decode())


def test_what_was_half_written_is_not_given_up(odile, directory) -> None:
    run = imported(odile, directory, service(1))
    ImportRun.objects.filter(pk=run.pk).update(state=State.FAILED)
    assert act(odile, run, "cancel").status_code == 409
    assert run.rows.exists()


def test_missing_offers_are_confirmed_when_going_on(odile, directory, monkeypatch) -> None:
    """The share grew between the look and the writing: the box comes back."""
    imported(odile, directory, service(1), service(2))
    run = started(odile, directory, service(1), complete="on")
    with monkeypatch.context() as patch:
        patch.setattr("contributions.imports.web.too_many_missing", lambda run: None)
        act(odile, run, "accept")
    assert reloaded(run).state == State.FAILED
    assert offer(2).live
    assert 'name="confirm"' in odile.get(page(run)).content.decode()
    assert act(odile, run, "resume", confirm="on").status_code == 302
    assert reloaded(run).state == State.DONE
    assert not offer(2).live


def test_giving_up_forgets_everything(odile, directory, var) -> None:
    run = started(odile, directory, service(1))
    assert act(odile, run, "cancel").url == reverse("contributions:imports")
    assert reloaded(run).state == State.CANCELLED
    assert not run.rows.exists()
    assert run.counts == {}
    assert stored(var) == []
    assert act(odile, run, "accept").status_code == 409
    assert odile.get(page(run)).status_code == 200


def test_a_worker_of_a_run_given_up_keeps_nothing(odile, directory, monkeypatch, var) -> None:
    """The person gives up while the worker is between two batches."""
    run = started(odile, directory, service(1))
    ImportRun.objects.filter(pk=run.pk).update(state=State.READING)
    attempt = reloaded(run).options["attempt"]

    def given_up_meanwhile(*_given: Any, **_named: Any) -> None:
        assert act(odile, run, "cancel").status_code == 302
        ImportRun.objects.filter(pk=run.pk).update(state=State.READY)
        ImportRow.objects.create(run=run, kind="services", action=Action.CREATE)

    monkeypatch.setattr("contributions.imports.tasks.perform", given_up_meanwhile)
    work.call(run.pk, attempt)
    assert reloaded(run).state == State.CANCELLED
    assert not run.rows.exists()
    assert stored(var) == []


def test_a_worker_that_was_replaced_does_nothing(odile, directory) -> None:
    run = started(odile, directory, service(1))
    ImportRun.objects.filter(pk=run.pk).update(state=State.READING)
    work.call(run.pk, "another")
    assert reloaded(run).state == State.READING
    assert run.rows.count() == 2


# Undo


def test_an_import_is_undone_but_for_what_people_did_since(odile, directory, cast) -> None:
    imported(odile, directory, service(1))
    run = imported(
        odile, directory, service(1, frais_precisions="5 €", nom="Autre titre du vélo"),
        service(2), service(3),
    )  # fmt: skip
    publish_one(offer=offer(1), fields={"title": "Corrigé à la main"}, author=cast.publisher)
    publish_one(offer=offer(3), fields={"summary": "Complété ici"}, author=cast.publisher)
    url = reverse("contributions:import-undo", args=[run.uuid])
    assert url in odile.get(page(run)).content.decode()
    assert odile.get(url).status_code == 200
    assert act(odile, run, "undo").status_code == 422
    assert reloaded(run).state == State.DONE

    assert act(odile, run, "undo", confirm="on").status_code == 302
    assert reloaded(run).state == State.UNDONE
    assert (offer(1).title, offer(1).fee_detail) == ("Corrigé à la main", "")
    assert (offer(2).live, offer(3).live) == (False, True)
    assert run.options["undone"] == {"put_back": 2, "kept": 1}
    assert odile.get(page(run)).status_code == 200
    assert act(odile, run, "undo", confirm="on").status_code == 409


def test_an_undoing_says_how_far_it_is(odile, directory, monkeypatch) -> None:
    run = imported(odile, directory, service(1), service(2))
    monkeypatch.setattr("contributions.imports.undo.BATCH", 1)
    seen: list[tuple[str, str]] = []
    url = reverse("contributions:import-progress", args=[run.uuid])
    alive = tasks._alive

    def look(run_id: int, attempt: str) -> None:
        alive(run_id, attempt)
        part = odile.get(url, headers={"HX-Request": "true"}).content.decode()
        seen.extend(re.findall(r'max="(\d+)" value="(\d+)"', part))

    monkeypatch.setattr(tasks, "_alive", look)
    act(odile, run, "undo", confirm="on")
    assert reloaded(run).state == State.UNDONE
    assert seen == [("3", "0"), ("3", "1"), ("3", "2"), ("3", "3")]


def test_what_wrote_nothing_is_not_undone(odile, directory) -> None:
    run = started(odile, directory, service(1))
    url = reverse("contributions:import-undo", args=[run.uuid])
    assert odile.get(url).status_code == 409
    assert act(odile, run, "undo", confirm="on").status_code == 409


def test_an_undoing_that_broke_goes_on(odile, directory, monkeypatch) -> None:
    run = imported(odile, directory, service(1))
    with monkeypatch.context() as patch:
        patch.setattr("contributions.imports.tasks.undo_import", breaks(RuntimeError()))
        act(odile, run, "undo", confirm="on")
    assert reloaded(run).state == State.FAILED
    assert act(odile, run, "cancel").status_code == 409
    assert act(odile, run, "resume").status_code == 302
    assert reloaded(run).state == State.UNDONE
    assert not offer().live


# The clock


def test_what_nobody_accepted_is_forgotten_after_a_month(odile, directory, var) -> None:
    run = started(odile, directory, service(1))
    jobs.forget_files(timezone.now() + timedelta(days=29))
    assert reloaded(run).state == State.READY
    jobs.forget_files(timezone.now() + timedelta(days=31))
    assert reloaded(run).state == State.CANCELLED
    assert not run.rows.exists()
    assert stored(var) == []


def test_what_was_half_written_stays_and_can_be_undone(odile, directory, var) -> None:
    run = imported(odile, directory, service(1))
    ImportRun.objects.filter(pk=run.pk).update(state=State.FAILED)
    jobs.forget_files(timezone.now() + timedelta(days=31))
    assert reloaded(run).state == State.FAILED
    assert Provenance.objects.exists()
    assert act(odile, run, "undo", confirm="on").status_code == 302
    assert reloaded(run).state == State.UNDONE


def test_only_lost_uploads_are_cleared_away(var: Path, places: None) -> None:
    lost, new = var / "imports" / str(uuid4()), var / "imports" / str(uuid4())
    report = var / "imports" / f"20260101-120000-{uuid4()}.jsonl"
    other = var / "imports" / "un-dossier-de-quelqu-un"
    for folder in (lost, new, other):
        folder.mkdir(parents=True)
    report.touch()
    before = (timezone.now() - timedelta(days=2)).timestamp()
    for path in (lost, other):
        os.utime(path, (before, before))
    jobs.forget_files(timezone.now())
    assert [path.exists() for path in (lost, new, other, report)] == [False, True, True, True]
