"""Looks at the parts of the site: bounded in time, and saying nothing of what they quote."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from journal import clock, health, outbox, probes
from journal.health import Health, Probes, Reporter, State
from journal.models import JobRun, Outbox
from journal.probes import LATE


@pytest.fixture
def few() -> Probes:
    return Probes(seconds=0.3)


def fail() -> Health:
    raise ConnectionError("redis://:secret@10.0.0.7:6379 refused")


def test_a_name_is_taken_once(few) -> None:
    few.register("twice")(Health.ok)
    with pytest.raises(ValueError, match="twice"):
        few.register("twice")(Health.ok)


@pytest.mark.parametrize(("is_vital", "state"), [(True, State.DOWN), (False, State.DEGRADED)])
def test_a_look_that_fails_says_the_type_of_the_error_and_what_to_do(few, is_vital, state) -> None:
    few.register("part", is_vital=is_vital, remedy="mend it")(fail)
    assert few.look() == {"part": Health(state, "ConnectionError", "mend it")}


def test_who_says_nothing_holds_nobody_up_and_is_not_asked_twice(few) -> None:
    answer, asked = threading.Event(), []

    def hang() -> Health:
        asked.append(1)
        answer.wait(30)
        return Health.ok()

    few.register("silent")(hang)
    few.register("other")(Health.ok)
    began = time.monotonic()
    for _ in range(3):
        found = few.look()
        assert found["silent"] == Health.degraded("no answer within 0.3 s")
        assert found["other"] == Health.ok()
    assert time.monotonic() - began < 2
    assert len(asked) == 1
    answer.set()
    time.sleep(0.1)
    assert few.look()["silent"] == Health.ok()


def test_of_many_who_ask_at_once_one_looks(few) -> None:
    asked = []

    def look() -> Health:
        asked.append(1)
        time.sleep(0.05)
        return Health.ok()

    few.register("part")(look)
    reporter = Reporter(few)
    people = [threading.Thread(target=reporter.report) for _ in range(5)]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert len(asked) == 1
    reporter.forget()
    reporter.report()
    assert len(asked) == 2


@pytest.mark.parametrize(("is_vital", "is_ready"), [(True, False), (False, True)])
def test_only_what_is_vital_makes_the_site_unready(few, is_vital, is_ready) -> None:
    few.register("well", is_vital=True)(Health.ok)
    few.register("ill", is_vital=is_vital)(fail)
    assert Reporter(few).report().is_ready is is_ready


def test_every_part_that_is_promised_is_looked_at() -> None:
    promised = {"database", "cache", "channel_layer", "engine", "outbox", "worker"}
    assert promised <= set(health.names())


@pytest.mark.django_db
class TestOutbox:
    def wait(self, seconds: float, topic: str = "known") -> Health:
        due = timezone.now() - timedelta(seconds=seconds)
        Outbox.objects.create(topic=topic, key="a", not_before=due)
        return probes.look_at_outbox()

    @pytest.fixture(autouse=True)
    def _handlers(self, handlers) -> None:
        outbox.handler("known")(lambda row: None)

    def test_with_nothing_to_do(self) -> None:
        assert probes.look_at_outbox() == Health.ok("0 s behind")

    def test_a_little_behind(self) -> None:
        assert self.wait(30) == Health.ok("30 s behind")

    def test_late(self) -> None:
        found = self.wait(LATE.total_seconds() + 5)
        assert found.state is State.DEGRADED
        assert "worker" in found.remedy

    def test_what_is_for_later_is_not_late(self) -> None:
        assert self.wait(-60) == Health.ok("0 s behind")

    def test_what_nobody_handles_is_not_late(self) -> None:
        assert self.wait(3600, topic="of another version") == Health.ok("0 s behind")


@pytest.mark.django_db
class TestWorker:
    def test_never_seen(self) -> None:
        assert probes.look_at_worker().state is State.DEGRADED

    def test_seen_when_the_clock_passed(self) -> None:
        clock.note_pass()
        assert probes.look_at_worker() == Health.ok("seen 0 s ago")

    def test_gone(self) -> None:
        clock.note_pass()
        JobRun.objects.update(last_finished_at=timezone.now() - LATE - timedelta(seconds=5))
        found = probes.look_at_worker()
        assert (found.state, found.detail) == (State.DEGRADED, "seen 125 s ago")

    def test_passes_in_a_row_are_noted_once(self, django_assert_num_queries) -> None:
        clock.note_pass()
        with django_assert_num_queries(1) as asked:
            clock.note_pass()
        assert asked.captured_queries[0]["sql"].startswith("SELECT")

    def test_a_clock_set_back_is_noted_again(self) -> None:
        clock.note_pass()
        JobRun.objects.update(last_finished_at=timezone.now() + timedelta(days=1))
        clock.note_pass()
        assert probes.look_at_worker() == Health.ok("seen 0 s ago")


@pytest.mark.django_db
def test_migrations_that_wait_are_counted(monkeypatch) -> None:
    monkeypatch.setattr(probes, "_migrated", set())
    MigrationRecorder(connection).record_unapplied("journal", "0001_initial")
    found = probes.look_at_migrations()
    assert (found.state, found.detail) == (State.DEGRADED, "1 not applied")
    MigrationRecorder(connection).record_applied("journal", "0001_initial")
    assert probes.look_at_migrations() == Health.ok()


@pytest.mark.django_db
def test_a_database_with_every_migration_is_asked_no_more(django_assert_num_queries) -> None:
    probes.look_at_migrations()
    with django_assert_num_queries(0):
        assert probes.look_at_migrations() == Health.ok()


def test_without_redis_the_cache_and_the_layer_are_this_process(settings) -> None:
    settings.REDIS_URL = ""
    assert probes.look_at_cache() == Health.ok("in the memory of this process")
