"""A process that serves pages is killed in the middle of a write: it is there whole, or not."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPException

import pytest
from django.db.models import Model
from django_tasks_db.models import DBTaskResult

from contributions.models import ImportRun, Proposal
from journal.models import AuditEvent, Outbox
from tests.contributions.making import propose
from tests.faults.deeds import accept, is_accepted
from tests.faults.holding import held, wait_until_it_stands_still
from tests.faults.importing import AdministratorOfImports
from tests.faults.rounds import ROUNDS
from tests.faults.traffic import NO_ANSWER, Traffic
from tests.processes.browser import Answer
from tests.processes.making import Town
from tests.processes.running import kill, until

pytestmark = [pytest.mark.services, pytest.mark.enable_socket]


def killed_in_the_middle(here: Town, act: Callable[[], Answer], *, writing: type[Model]) -> None:
    """The process that does this dies as it comes to write there; it answers nobody."""
    one, other = here.site.serving
    with ThreadPoolExecutor(1) as threads, held(here, writing):
        with here.site.only(one):
            asked = threads.submit(act)
            wait_until_it_stands_still(here, "pages")
            kill(one)
        with pytest.raises((OSError, HTTPException)):
            asked.result(timeout=60)
    until(lambda: len(here.site.serving) == 2, "gunicorn did not start another process")
    assert other in here.site.serving


def test_at_any_moment(here: Town, traffic: Callable[[], Traffic], looked_through) -> None:
    """Whoever waits for an answer of the dead gets none; what was acknowledged before is there."""
    with traffic() as seen:
        for number in range(4 * ROUNDS):
            seen.goes_on(deeds=1, reads=1)
            with seen.breaking():
                kill(here.site.serving[number % 2])
                until(lambda: len(here.site.serving) == 2, "gunicorn started no other process")
        seen.goes_on()
    looked_through("web processes killed at any moment", seen)
    assert set(seen.whole) == {200}, seen.said
    assert set(seen.broken) <= {200, NO_ANSWER}, seen.said


@pytest.mark.parametrize("writing", [AuditEvent, Outbox])
def test_in_the_middle_of_an_acceptance(
    here: Town, traffic: Callable[[], Traffic], looked_through, writing: type[Model]
) -> None:
    """The page is written already; then all of it but what is to be told."""
    animator = here.browser_of(here.cast.animator)
    with traffic() as seen:
        for number in range(ROUNDS):
            seen.goes_on()
            words = f"{writing.__name__} {number}"
            proposal = propose(here.offer, here.cast.outsider, accessibility=words)
            uuid = str(proposal.uuid)
            with seen.breaking(), seen.writers_wait():
                killed_in_the_middle(here, partial(accept, animator, uuid), writing=writing)
            proposal.refresh_from_db()
            assert proposal.state == Proposal.State.PENDING
            assert proposal.applied_revision is None
            assert accept(animator, uuid).status == 302
            assert is_accepted(uuid)
            seen.goes_on()
    looked_through(f"web process killed as it accepts, at {writing._meta.label}", seen)
    assert set(seen.whole) == {200}, seen.said


def test_in_the_middle_of_accepting_an_import(
    here: Town, traffic: Callable[[], Traffic], looked_through
) -> None:
    with traffic() as seen:
        for _round in range(ROUNDS):
            odile = AdministratorOfImports.of(here)
            run = odile.sends(20)
            with seen.breaking(), seen.writers_wait():
                killed_in_the_middle(here, partial(odile.accepts, run), writing=DBTaskResult)
            run.refresh_from_db()
            assert run.state == ImportRun.State.READY
            assert odile.accepts(run).status == 302
            odile.waits_for(run, ImportRun.State.DONE)
            assert odile.imported() == 20
            seen.goes_on()
    looked_through("web process killed as it accepts an import", seen)
    assert set(seen.whole) == {200}, seen.said
