"""The seals on PostgreSQL: nothing slips under a seal while it is made."""

from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from django.db import OperationalError, connection, transaction

from journal.models import AuditEvent, AuditSeal
from journal.sealing.services import seal_days
from journal.sealing.verifying import verify
from tests.at_once import SECONDS, at_once, need_postgresql
from tests.journal.test_seals import NIGHT, happened

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _needs_postgresql():
    need_postgresql()


def test_an_event_being_written_holds_the_seal_back():
    """Its key is taken, it is not there yet: a seal made now would leave it out for ever."""
    happened(20)
    taken, tried = Event(), Event()

    def write() -> None:
        with transaction.atomic():
            happened(20, "proposal.refused")
            taken.set()
            assert tried.wait(SECONDS)

    def seal() -> None:
        assert taken.wait(SECONDS)
        try:
            with pytest.raises(OperationalError):
                seal_days(at=NIGHT)
        finally:
            tried.set()

    at_once(write, seal)
    assert not AuditSeal.objects.exists()
    seal_days(at=NIGHT)
    assert AuditSeal.objects.get(number=1).count == 2
    assert verify(at=NIGHT).found == []


def test_writers_wait_for_a_seal_no_longer_than_it_takes():
    happened(20)

    def write() -> None:
        for _number in range(20):
            happened(21)

    at_once(write, lambda: seal_days(at=NIGHT), expected=(OperationalError,))
    seal_days(at=NIGHT + timedelta(days=1))
    report = verify(at=NIGHT + timedelta(days=1))
    assert (report.events + report.unsealed, report.found) == (21, [])


def test_two_who_seal_at_once_leave_one_chain():
    for day in (20, 21, 22):
        happened(day)

    def seal() -> None:
        seal_days(at=NIGHT)

    at_once(seal, seal, expected=(Exception,))
    seal_days(at=NIGHT)
    assert list(AuditSeal.objects.values_list("number", flat=True)) == [1, 2, 3]
    assert verify(at=NIGHT).found == []


def test_the_owner_of_the_table_meets_the_trigger_too():
    happened(20)
    with connection.cursor() as cursor, pytest.raises(Exception, match="append-only"):
        cursor.execute("DELETE FROM journal_auditevent")
    assert AuditEvent.objects.filter(at__lt=datetime(2026, 12, 1, tzinfo=UTC)).exists()
