"""The work behind the page of an import: what stops it, how it goes on, how far it is."""

from datetime import timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from contributions.imports.jobs import go_on
from contributions.imports.tasks import work
from contributions.imports.web import MOST_REVIVALS
from contributions.models import ImportRun
from offers.exchange.rows import UnreadableFile
from offers.models import OfferPage
from territories.models import MemberRole
from territories.services import revoke_role
from tests.contributions.imports.page_making import (
    AVEYRON,
    act,
    administrator_of,
    breaks,
    offer,
    page,
    reloaded,
    service,
    started,
    stored,
)

State = ImportRun.State
WRITE = "contributions.imports.running._write"


def test_an_error_stops_the_run_which_then_goes_on(odile, directory, monkeypatch) -> None:
    run = started(odile, directory, service(1))
    with monkeypatch.context() as patch:
        patch.setattr(WRITE, breaks(RuntimeError("secret value of the file")))
        act(odile, run, "accept")
    assert reloaded(run).state == State.FAILED
    assert "secret" not in run.problem
    assert run.problem in odile.get(page(run)).content.decode()
    assert act(odile, run, "resume").status_code == 302
    assert reloaded(run).state == State.DONE
    assert offer().live


def test_a_file_that_turns_bad_says_why(odile, directory, monkeypatch, var) -> None:
    monkeypatch.setattr(WRITE, breaks(UnreadableFile("La ligne 7 ne se lit pas.")))
    run = started(odile, directory, service(1))
    assert run.state == State.FAILED
    assert "La ligne 7 ne se lit pas." in odile.get(page(run)).content.decode()
    assert act(odile, run, "cancel").status_code == 302
    assert reloaded(run).state == State.CANCELLED
    assert stored(var) == []


def test_files_that_are_gone_are_said_to_be(odile, directory, var) -> None:
    run = started(odile, directory, service(1))
    for path in stored(var):
        path.unlink()
    url = reverse("contributions:import-columns", args=[run.uuid])
    assert odile.get(url).status_code == 409
    act(odile, run, "accept")
    assert reloaded(run).state == State.FAILED
    assert run.problem


def test_a_role_taken_back_meanwhile_stops_the_writing(
    odile, client, cast, directory, monkeypatch
) -> None:
    run = started(odile, directory, service(1))
    role = MemberRole.objects.get(user=run.started_by)
    with monkeypatch.context() as patch:
        patch.setattr("contributions.imports.web.work", _Later())
        act(odile, run, "accept")
    revoke_role(role=role, by=cast.administrator)
    work.call(run.pk, reloaded(run).options["attempt"])
    assert reloaded(run).state == State.FAILED
    assert "administrat" in run.problem
    assert not OfferPage.objects.exists()
    assert odile.get(page(run)).status_code == 404

    client.force_login(administrator_of(AVEYRON, "paul@example.org"))
    assert act(client, run, "resume").status_code == 302
    assert reloaded(run).state == State.DONE
    assert run.started_by.email == "paul@example.org"


def test_a_closed_account_stops_the_writing(odile, cast, directory, monkeypatch) -> None:
    run = started(odile, directory, service(1))
    monkeypatch.setattr("contributions.imports.web.work", _Later())
    act(odile, run, "accept")
    User.objects.filter(email="odile@example.org").update(is_active=False)
    work.call(run.pk, reloaded(run).options["attempt"])
    assert reloaded(run).state == State.FAILED
    ImportRun.objects.filter(pk=run.pk).update(started_by=None)
    work.call(run.pk, run.options["attempt"])
    assert reloaded(run).state == State.FAILED
    assert not OfferPage.objects.exists()


class _Later:
    """A worker that has not come yet."""

    def enqueue(self, *_given: Any) -> None:
        return None


def test_progress_is_drawn_alone_then_the_page_comes_again(odile, directory, monkeypatch) -> None:
    run = started(odile, directory, service(1))
    monkeypatch.setattr("contributions.imports.web.work", _Later())
    act(odile, run, "accept")
    url = reverse("contributions:import-progress", args=[run.uuid])
    whole = odile.get(page(run)).content.decode()
    assert f'hx-get="{url}"' in whole
    assert f'href="{page(run)}"' in whole
    assert odile.get(url).url == page(run)
    part = odile.get(url, headers={"HX-Request": "true"})
    assert "<progress" in part.content.decode()
    assert "<html" not in part.content.decode()
    ImportRun.objects.filter(pk=run.pk).update(state=State.DONE)
    assert odile.get(url, headers={"HX-Request": "true"})["HX-Refresh"] == "true"


def test_a_busy_run_is_gone_on_with_only_once_it_is_silent(odile, directory, monkeypatch) -> None:
    run = started(odile, directory, service(1))
    with monkeypatch.context() as patch:
        patch.setattr("contributions.imports.web.work", _Later())
        act(odile, run, "accept")
    assert act(odile, run, "resume").status_code == 409
    _make_silent(run)
    assert (
        reverse("contributions:import-resume", args=[run.uuid])
        in odile.get(page(run)).content.decode()
    )
    assert act(odile, run, "resume").status_code == 302
    assert reloaded(run).state == State.DONE


def _make_silent(run: ImportRun) -> None:
    long_ago = timezone.now() - timedelta(minutes=16)
    options = {**reloaded(run).options, "seen_at": long_ago.isoformat()}
    ImportRun.objects.filter(pk=run.pk).update(options=options)


def test_the_clock_hands_what_a_dead_worker_left_to_another(odile, directory, monkeypatch) -> None:
    run = started(odile, directory, service(1))
    with monkeypatch.context() as patch:
        patch.setattr("contributions.imports.web.work", _Later())
        act(odile, run, "accept")
    go_on(timezone.now())
    assert reloaded(run).state == State.WRITING
    _make_silent(run)
    go_on(timezone.now())
    assert reloaded(run).state == State.DONE


def test_what_stops_its_worker_again_and_again_waits_for_a_person(
    odile, directory, monkeypatch
) -> None:
    run = started(odile, directory, service(1))
    with monkeypatch.context() as patch:
        patch.setattr("contributions.imports.web.work", _Later())
        act(odile, run, "accept")
        for _time in range(MOST_REVIVALS):
            _make_silent(run)
            go_on(timezone.now())
    _make_silent(run)
    go_on(timezone.now())
    assert reloaded(run).state == State.WRITING
    assert act(odile, run, "resume").status_code == 302
    assert reloaded(run).state == State.DONE
