"""A line says what happened, and of a library's only what was in its code."""

import json
import logging
from datetime import timedelta

import pytest

from journal import clock, outbox
from journal.logs import FORMATTERS, JsonFormatter, OnlyFailures, PlainFormatter, told_with

TYPED = "je-dors-dehors"


def record(name: str, message: object, *arguments: object, **more: object) -> logging.LogRecord:
    made = logging.LogRecord(name, logging.INFO, __file__, 1, message, arguments, None)
    made.__dict__.update(more)
    return made


def message(made: logging.LogRecord) -> str:
    return json.loads(JsonFormatter(ours=["journal"]).format(made))["message"]


def test_what_libraries_log_loses_what_was_put_into_it() -> None:
    assert message(record("journal.clock", "job %s", "x")) == "job x"
    assert message(record("elsewhere", "GET %s", f"/?q={TYPED}")) == "GET %s"
    assert message(record("elsewhere", ValueError(TYPED))) == "ValueError"
    assert message(record("django.request", f"/{TYPED}", status_code=404)) == "Not Found"


@pytest.mark.parametrize("kind", FORMATTERS)
def test_a_record_is_one_line(kind) -> None:
    line = FORMATTERS[kind](ours=["journal"]).format(record("journal", "one\ntwo\r\u2028three"))
    assert len(line.splitlines()) == 1


def test_for_people() -> None:
    with told_with(job="journal.seal"):
        line = PlainFormatter(ours=["journal"]).format(record("journal.clock", "slow"))
    assert line.endswith("INFO journal.clock slow job=journal.seal")


@pytest.mark.django_db
@pytest.mark.usefixtures("jobs", "handlers")
def test_lines_of_jobs_and_of_the_outbox_say_which(lines) -> None:
    said = logging.getLogger("journal.test")
    clock.job("journal.slow", every=timedelta(hours=1))(lambda at: said.info("working"))
    outbox.handler("mail")(lambda row: said.info("working"))
    row = outbox.enqueue(topic="mail", key="a")
    clock.run_due()
    worked = [line for line in lines.parsed if line["message"] == "working"]
    assert worked[0]["job"] == "journal.slow"
    assert (worked[1]["outbox"], worked[1]["topic"]) == (row.pk, "mail")
    assert "job" not in worked[1]


def test_answers_that_are_no_failure_are_told_once() -> None:
    refused = record("django.request", "Not Found: /x")
    assert not OnlyFailures().filter(refused)
    refused.exc_info = (ValueError, ValueError(), None)
    assert OnlyFailures().filter(refused)
