"""The seals of the audit trail, and who is found out when the past is rewritten."""

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from journal.append_only import EVENTS, SEALS, install_statements, remove_statements
from journal.audit import record
from journal.models import AuditEvent, AuditSeal, Outbox
from journal.sealing.digests import NOTHING_BEFORE
from journal.sealing.services import seal_days
from journal.sealing.verifying import Found, Problem, verify
from tests.examples import tries

pytestmark = pytest.mark.django_db

NIGHT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
FIRST = date(2026, 11, 20)


def happened(day: int, action: str = "offer.edited", hour: int = 12) -> AuditEvent:
    """An act of a day of November, written as it would have been then."""
    subject = Outbox.objects.first() or Outbox.objects.create(topic="any", key="saved")
    made = AuditEvent(
        action=action,
        subject_type="journal.outbox",
        subject_id=str(subject.pk),
        data={"fields": ["title"], "share": 0.5},
        at=datetime(2026, 11, day, hour, tzinfo=UTC),
    )
    made.save()
    return made


@pytest.fixture
def sealed() -> list[AuditEvent]:
    """Two acts on the 20th, none on the 21st, one on the 22nd: three seals."""
    found = [happened(20), happened(20, "proposal.refused"), happened(22)]
    seal_days(at=NIGHT)
    return found


class Tampering:
    """What somebody who owns the database can do, the triggers being taken off."""

    def __enter__(self):
        self._each(remove_statements)

    def __exit__(self, *error):
        self._each(install_statements)

    def _each(self, statements):
        with connection.cursor() as cursor:
            for table in (EVENTS, SEALS):
                for statement in statements(connection.vendor, table):
                    cursor.execute(statement)


def problems(**kept: str) -> list[Found]:
    return verify(at=NIGHT, **kept).found


def test_each_day_that_is_over_has_a_seal(sealed):
    days = list(AuditSeal.objects.values_list("number", "day", "count"))
    assert days == [
        (1, FIRST, 2),
        (2, FIRST + timedelta(days=1), 0),
        (3, FIRST + timedelta(days=2), 1),
    ]
    report = verify(at=NIGHT)
    assert (report.seals, report.events, report.unsealed, report.found) == (3, 3, 0, [])


def test_the_running_day_is_not_sealed(sealed):
    happened(23, hour=1)
    assert seal_days(at=NIGHT) == []
    assert verify(at=NIGHT).unsealed == 1


def test_a_day_is_sealed_an_hour_after_its_end():
    happened(22)
    midnight = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)  # in Paris
    assert seal_days(at=midnight + timedelta(minutes=59)) == []
    assert len(seal_days(at=midnight + timedelta(hours=1))) == 1


def test_nothing_to_seal_on_an_empty_site():
    assert seal_days(at=NIGHT) == []
    assert verify(at=NIGHT).found == []


def test_sealing_twice_changes_nothing(sealed):
    before = list(AuditSeal.objects.values_list("digest", flat=True))
    assert seal_days(at=NIGHT) == []
    assert list(AuditSeal.objects.values_list("digest", flat=True)) == before


def test_an_event_is_in_one_seal_whatever_the_order_of_their_clocks(sealed):
    """A slower writer may leave a lower time under a higher key."""
    happened(24, hour=0)
    happened(23, hour=12)
    seal_days(at=NIGHT + timedelta(days=2))
    report = verify(at=NIGHT + timedelta(days=2))
    assert (report.events, report.unsealed, report.found) == (5, 0, [])


def test_an_erased_person_leaves_the_seals_whole(person):
    subject = Outbox.objects.create(topic="any", key="saved")
    made = record(actor=person, action="offer.edited", subject=subject)
    night = made.at + timedelta(days=2)
    seal_days(at=night)
    person.delete()
    assert verify(at=night).found == []


# Tampering


@pytest.mark.parametrize(
    "change",
    [
        {"action": "proposal.accepted"},
        {"at": datetime(2026, 11, 20, 13, 0, tzinfo=UTC)},
        {"subject_id": "999"},
        {"territory_path": "fr/76/12/"},
        {"data": {"fields": ["summary"], "share": 0.5}},
    ],
)
def test_a_changed_event_is_found(sealed, change):
    with Tampering():
        AuditEvent.objects.filter(pk=sealed[1].pk).update(**change)
    assert problems() == [Found(1, Problem.ALTERED)]


def test_an_event_taken_away_is_found(sealed):
    with Tampering():
        AuditEvent.objects.filter(pk=sealed[2].pk).delete()
    assert problems() == [Found(3, Problem.COUNT), Found(3, Problem.ALTERED)]


def test_an_event_put_in_afterwards_is_found():
    gap = happened(20)
    happened(20)
    with Tampering():
        AuditEvent.objects.filter(pk=gap.pk).delete()
    seal_days(at=NIGHT)
    gap._state.adding = True
    gap.save(force_insert=True)
    assert problems() == [Found(1, Problem.COUNT), Found(1, Problem.ALTERED)]


def test_two_events_that_trade_places_are_found(sealed):
    first, second, _third = sealed
    with Tampering():
        AuditEvent.objects.filter(pk=first.pk).update(action=second.action)
        AuditEvent.objects.filter(pk=second.pk).update(action=first.action)
    assert problems() == [Found(1, Problem.ALTERED)]


def test_a_seal_taken_away_is_found(sealed):
    with Tampering():
        AuditSeal.objects.filter(number=2).delete()
    assert {Found(3, Problem.GAP), Found(3, Problem.ALTERED)} <= set(problems())


def test_the_last_seals_taken_away_are_found_after_two_days(sealed):
    with Tampering():
        AuditSeal.objects.filter(number__gte=2).delete()
    assert verify(at=NIGHT).found == []
    later = verify(at=NIGHT + timedelta(days=3))
    assert later.found == [Found(0, Problem.UNSEALED)]


def test_a_seal_rewritten_breaks_those_that_follow(sealed):
    with Tampering():
        AuditEvent.objects.filter(pk=sealed[0].pk).update(action="offer.hidden")
        AuditSeal.objects.filter(number=1).update(digest="f" * 64)
    assert problems() == [Found(number, Problem.ALTERED) for number in (1, 2)]


def test_a_trail_rewritten_from_end_to_end_is_found_by_who_kept_a_seal(sealed):
    kept = AuditSeal.objects.get(number=2).digest
    with Tampering():
        AuditSeal.objects.all().delete()
        AuditEvent.objects.filter(pk=sealed[0].pk).update(action="offer.hidden")
    seal_days(at=NIGHT)
    assert problems() == []
    assert problems(kept={2: kept}) == [Found(2, Problem.NOT_AS_KEPT)]
    assert problems(kept={9: kept}) == [Found(9, Problem.NOT_FOUND)]


@settings(max_examples=tries(15), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_whatever_is_changed_in_a_sealed_event_is_found(data):
    with transaction.atomic():
        made = [happened(20), happened(21), happened(22)]
        seal_days(at=NIGHT)
        victim = data.draw(st.sampled_from(made))
        name = data.draw(st.sampled_from(["action", "subject_id", "territory_path"]))
        other = data.draw(st.text("abc.", min_size=1, max_size=8))
        with Tampering():
            AuditEvent.objects.filter(pk=victim.pk).update(**{name: other})
        assert bool(problems()) == (getattr(victim, name) != other)
        transaction.set_rollback(True)


@pytest.mark.parametrize("model", [AuditSeal, AuditEvent])
def test_the_database_refuses_to_change_or_delete(sealed, model):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        model.objects.all().delete()
    field = "digest" if model is AuditSeal else "action"
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        model.objects.update(**{field: "x"})


def test_the_code_refuses_to_change_a_seal(sealed):
    seal = AuditSeal.objects.get(number=1)
    with pytest.raises(TypeError):
        seal.save()
    with pytest.raises(TypeError):
        seal.delete()


# The command


def test_the_command_says_that_nothing_changed(sealed, capsys):
    call_command("audit", "verify")
    said = capsys.readouterr().out
    assert "3" in said
    assert str(AuditSeal.objects.last()) in said


def test_the_command_fails_on_what_was_changed(sealed, capsys):
    with Tampering():
        AuditEvent.objects.filter(pk=sealed[0].pk).update(action="offer.hidden")
    with pytest.raises(CommandError):
        call_command("audit", "verify")
    assert "1" in capsys.readouterr().err


def test_the_command_compares_with_what_was_kept(sealed):
    call_command("audit", "verify", f"--kept={AuditSeal.objects.get(number=2)}")
    with pytest.raises(CommandError):
        call_command("audit", "verify", f"--kept=2:{'0' * 64}")


@pytest.mark.parametrize("kept", ["", "2", "2:abc", "x:" + "0" * 64, "0:" + "0" * 64])
def test_the_command_refuses_what_is_no_seal(sealed, kept):
    with pytest.raises(CommandError):
        call_command("audit", "verify", f"--kept={kept}")


def test_the_first_seal_has_nothing_before_it(sealed):
    first = AuditSeal.objects.get(number=1)
    assert first.digest not in {NOTHING_BEFORE, sha256().hexdigest()}
