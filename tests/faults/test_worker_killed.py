"""The worker is killed in the middle of what it does; the one that a supervisor starts in its place
goes on, once the lease of the dead is over."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from contributions.models import ImportRun
from journal.models import JobRun, Outbox
from notifications.models import Notice
from offers.models import Provenance
from search.models import SearchChange
from tests.contributions.making import propose
from tests.faults.deeds import accept
from tests.faults.holding import held, wait_until_it_stands_still
from tests.faults.importing import AdministratorOfImports
from tests.faults.rounds import ROUNDS
from tests.faults.traffic import Traffic
from tests.faults.workers import another_worker
from tests.processes.making import Town

pytestmark = [pytest.mark.services, pytest.mark.enable_socket]


def test_in_the_middle_of_a_mail(
    here: Town, traffic: Callable[[], Traffic], looked_through
) -> None:
    """Taken by the mail server, never noted: it goes a second time, and no other does."""
    animator = here.browser_of(here.cast.animator)
    with traffic() as seen:
        for number in range(ROUNDS):
            seen.goes_on()
            here.post.hold()
            proposal = propose(here.offer, here.cast.member, accessibility=f"Courrier {number}")
            assert accept(animator, str(proposal.uuid)).status == 302
            with seen.breaking():
                mails_go()
                here.post.wait_until_it_holds_one()
                here.site.running["worker"].kill()
                here.post.let_go()
                another_worker(here)
            seen.goes_on()
        mails_go()
    looked_through("worker killed as it mails", seen)
    assert set(seen.whole) | set(seen.broken) == {200}, seen.said
    sent = [mail["Message-ID"] for mail in here.post.mails]
    assert len(sent) - len(set(sent)) <= ROUNDS
    told = Notice.objects.filter(recipient=here.cast.member, kind="proposal_accepted")
    assert not told.filter(mailed_at=None).exists()


def mails_go() -> None:
    """As when the seconds went by for which a notice can be taken back."""
    now = timezone.now()
    Outbox.objects.waiting().filter(topic="notice").update(not_before=now)


def test_in_the_middle_of_an_import(
    here: Town, traffic: Callable[[], Traffic], looked_through
) -> None:
    with traffic() as seen:
        for _round in range(ROUNDS):
            odile = AdministratorOfImports.of(here)
            run = odile.sends(20)
            with seen.breaking(), held(here, Provenance):
                assert odile.accepts(run).status == 302
                wait_until_it_stands_still(here, "worker")
                here.site.running["worker"].kill()
            assert odile.imported() == 0
            another_worker(here)
            silent_for_long(run)
            odile.waits_for(run, ImportRun.State.DONE)
            assert odile.imported() == 20
            seen.goes_on()
    looked_through("worker killed as it imports", seen)
    assert set(seen.whole) | set(seen.broken) == {200}, seen.said


def silent_for_long(run: ImportRun) -> None:
    """As when a quarter of an hour went by, and the clock comes round."""
    run.refresh_from_db()
    long_ago = (timezone.now() - timedelta(minutes=16)).isoformat()
    ImportRun.objects.filter(pk=run.pk).update(options={**run.options, "seen_at": long_ago})
    JobRun.objects.filter(name="imports.go_on").update(last_started_at=None)


def test_in_the_middle_of_a_rebuild(
    here: Town, traffic: Callable[[], Traffic], looked_through
) -> None:
    with traffic() as seen:
        for _round in range(ROUNDS):
            seen.goes_on()
            with seen.breaking(), held(here, SearchChange):
                rebuild = here.site.start("rebuild", "manage.py", "search_index", "rebuild")
                wait_until_it_stands_still(here, rebuild.name)
                here.site.running.pop(rebuild.name).kill()
            seen.goes_on()
            assert here.site.manage("search_index", "check") == 0
            assert here.site.manage("search_index", "rebuild") == 0
    looked_through("rebuild of the index killed", seen)
    assert set(seen.whole) | set(seen.broken) == {200}, seen.said
