"""Yearly figures: the same, counted again from the events (G6)."""

import csv
import io
import json
from collections import Counter
from datetime import date, datetime, timedelta
from random import Random
from statistics import median

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from journal.models import AuditEvent
from moderation.transparency.acts import MEASURES
from moderation.transparency.concealing import K
from moderation.transparency.figures import Country, Line, figures
from moderation.transparency.periods import (
    Period,
    month_after,
    month_before,
    read_month,
    read_year,
    years,
)
from tests.moderation.transparency.making import (
    AVEYRON,
    RHONE,
    accepted,
    at,
    event,
    path_of,
    refused,
    sent,
)

pytestmark = pytest.mark.usefixtures("places")

TODAY = date(2026, 11, 27)


def france(year: int = 2026, on: date = TODAY) -> Country:
    found = figures(year, on=on)
    return next(one for one in found.countries if one.line.place.uid == "fr")


def of(uid: str, year: int = 2026, on: date = TODAY) -> Line:
    return next(line for line in france(year, on).departments if line.place.uid == uid)


def test_each_act_is_counted_in_its_department_and_its_country():
    for number in range(6):
        accepted(sent(number, at(1)), at(3))
    for number in range(10, 17):
        sent(number, at(2), place=RHONE)
        refused(number, at(2, hour=11), place=RHONE)
    assert of(AVEYRON).numbers["accepted"] == 6
    assert of(AVEYRON).numbers["received"] == 6
    assert of(RHONE).numbers["refused"] == 7
    assert of(RHONE).numbers["accepted"] is None
    assert france().line.numbers["received"] == 13
    assert (of(AVEYRON).median_hours, of(RHONE).median_hours) == (48, 2)


def test_below_k_nothing_is_told():
    for number in range(K - 1):
        accepted(sent(number, at(1)), at(3))
    line = of(AVEYRON)
    assert set(line.numbers.values()) == {None}
    assert line.median_hours is None
    assert not line.says_something


def test_a_small_department_is_not_told_by_the_others():
    for number in range(9):
        refused(number, at(1), place=RHONE)
    for number in range(20, 22):
        refused(number, at(1), place=AVEYRON)
    assert france().line.numbers["refused"] == 11
    assert of(AVEYRON).numbers["refused"] is None
    assert of(RHONE).numbers["refused"] is None


def test_what_is_decided_above_departments_counts_for_the_country_only():
    for number in range(6):
        refused(number, at(1), place="fr:region:76")
    assert france().line.numbers["refused"] == 6
    assert all(line.numbers["refused"] is None for line in france().departments)


def test_a_decision_taken_back_at_once_never_was():
    for number in range(6):
        sent(number, at(1))
        refused(number, at(2))
    event("proposal.reopened", at(2), subject="0")
    assert of(AVEYRON).numbers["refused"] == 5
    event("proposal.reopened", at(2), subject="1")
    event("proposal.reopened", at(2), subject="999")
    assert figures(2026, on=date(2026, 10, 2)).countries[0].line.numbers["refused"] is None


def test_an_acceptance_taken_back_is_found_by_its_name():
    names = [sent(number, at(1)) for number in range(6)]
    for name in names:
        accepted(name, at(2))
    event("proposal.reopened", at(2), subject="3")
    assert of(AVEYRON).numbers["accepted"] == 5


def test_reasons_are_told_for_the_whole_country():
    for number in range(8):
        refused(number, at(1), "outdated")
    for number in range(10, 16):
        refused(number, at(1), "promotion", RHONE)
    for number in range(20, 22):
        refused(number, at(1), "unclear", RHONE)
    found = france().reasons["refused"]
    assert (found.shown, found.rest) == ({"outdated": 8}, 8)


def appeals(upheld: int, overturned: int) -> None:
    for number in range(upheld + overturned):
        event("appeal.filed", at(1), subject=str(number))
        outcome = "appeal.upheld" if number < upheld else "appeal.overturned"
        event(outcome, at(2), subject=str(number))


@pytest.mark.parametrize(
    ("upheld", "overturned", "told"),
    [(6, 2, (None, None)), (6, 7, (6, 7)), (6, 0, (6, None)), (2, 9, (None, None))],
)
def test_one_outcome_of_appeals_does_not_tell_the_other(upheld, overturned, told):
    appeals(upheld, overturned)
    for line in (of(AVEYRON), france().line):
        assert (line.numbers["upheld"], line.numbers["overturned"]) == told
        assert line.numbers["appeals"] == upheld + overturned


def test_an_edit_counts_only_when_somebody_published_it_directly():
    for number in range(6):
        event("offer.edited", at(1), subject=str(number), kind="offers.offerpage")
        event("structure.edited", at(1), subject=str(number), kind="offers.structure", direct="abc")
    assert of(AVEYRON).numbers["published_directly"] == 6


def test_only_what_the_clock_brought_up_is_late():
    for number in range(7):
        event("proposal.escalated", at(1), subject=str(number), is_late=number < 5)
    assert of(AVEYRON).numbers["late"] == 5


def test_the_running_month_is_left_out():
    for number in range(6):
        refused(number, at(3, month=11))
    assert of(AVEYRON).numbers["refused"] is None
    assert of(AVEYRON, on=date(2026, 12, 1)).numbers["refused"] == 6


def test_an_answer_counts_in_its_own_year_with_its_whole_delay():
    for number in range(6):
        name = sent(number, at(31, month=12, year=2025))
        accepted(name, at(2, month=1))
    assert (of(AVEYRON).numbers["accepted"], of(AVEYRON).median_hours) == (6, 48)
    assert of(AVEYRON).numbers["received"] is None
    before = of(AVEYRON, year=2025)
    assert (before.numbers["received"], before.numbers["accepted"]) == (6, None)


def live_a_year() -> None:
    """Proposals sent and answered at random, in two departments."""
    random = Random(7)
    for number in range(120):
        place = random.choice([AVEYRON, RHONE])
        when = at(random.randint(1, 28), month=random.randint(1, 11))
        name = sent(number, when, place=place)
        answered = when + timedelta(hours=random.randint(1, 300))
        if random.random() < 0.5:
            accepted(name, answered, place=place)
        else:
            refused(number, answered, random.choice(["outdated", "other"]), place)


def count_again(path: str, until: datetime) -> tuple[Counter[str], list[float]]:
    """Counted in another way, by whoever has the events and nothing else."""
    here = [one for one in AuditEvent.objects.order_by("pk") if one.territory_path == path]
    sent_at = {one.subject_id: one.at for one in here if one.action == "proposal.opened"}
    named = {one.data["proposal"]: one.at for one in here if one.action == "proposal.opened"}
    told = [one for one in here if one.at < until]
    delays = [
        (one.at - named[one.data["proposal"]]).total_seconds() / 3600
        for one in told
        if one.action == "proposal.accepted"
    ]
    delays += [
        (one.at - sent_at[one.subject_id]).total_seconds() / 3600
        for one in told
        if one.action == "proposal.refused"
    ]
    return Counter(one.action.removeprefix("proposal.") for one in told), delays


def test_the_figures_can_be_made_again_from_the_events():
    live_a_year()
    until = Period.of_year(2026, on=TODAY).until
    for uid in (AVEYRON, RHONE):
        counted, delays = count_again(path_of(uid), until)
        line = of(uid)
        assert line.numbers["received"] == counted["opened"]
        assert line.numbers["accepted"] == counted["accepted"]
        assert line.numbers["refused"] == counted["refused"]
        assert line.median_hours == round(median(delays))


def test_the_figures_read_nothing_but_the_events_and_the_places():
    refused(1, at(1))
    with CaptureQueriesContext(connection) as queries:
        figures(2026, on=TODAY)
    read = " ".join(query["sql"] for query in queries)
    assert "journal_auditevent" in read
    for table in ("contributions_", "moderation_", "offers_", "accounts_"):
        assert table not in read


def test_what_is_over_is_counted_once(django_assert_num_queries):
    figures(2026, on=TODAY)
    with django_assert_num_queries(0):
        figures(2026, on=TODAY)


# Periods


def test_a_year_has_its_months_that_are_over():
    assert Period.of_year(2026, on=TODAY) == Period(date(2026, 1, 1), date(2026, 11, 1))
    assert Period.of_year(2025, on=TODAY) == Period(date(2025, 1, 1), date(2026, 1, 1))
    assert Period.of_year(2026, on=date(2026, 1, 20)).is_empty


@pytest.mark.parametrize(
    ("first", "on", "known"),
    [
        (date(2024, 5, 1), TODAY, [2026, 2025, 2024]),
        (date(2026, 1, 1), date(2026, 1, 31), [2025]),
        (None, TODAY, [2026]),
        (TODAY, TODAY, [2026]),
    ],
)
def test_years_that_have_figures(first, on, known):
    found = years(first, on=on)
    assert found == [year for year in known if year in found]
    assert found


@pytest.mark.parametrize("text", ["", "abcd", "20260", "-1", "1999", "2026x", "２０２６"])
def test_an_unknown_year_is_the_latest(text):
    assert read_year(text, among=[2026, 2025]) == 2026


@pytest.mark.parametrize("text", ["", "2026-13", "2026-00", "0000-01", "2027-01", "x", "1999-12"])
def test_an_unknown_month_is_the_running_one(text):
    assert read_month(text, on=TODAY) == date(2026, 11, 1)


def test_months_follow_each_other():
    assert read_month("2025-06", on=TODAY) == date(2025, 6, 1)
    for month in range(1, 13):
        assert month_before(month_after(date(2026, month, 1))) == date(2026, month, 1)


# Pages and files


@pytest.fixture
def november():
    with time_machine.travel(at(27, month=11), tick=False):
        yield


def test_the_page_shows_what_the_files_say(client, november):
    for number in range(8):
        refused(number, at(1))
    page = client.get(reverse("moderation:figures")).content.decode()
    assert "Aveyron" in page
    text = b"".join(client.get(reverse("moderation:figures-csv")).streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    row = next(row for row in rows if row["territory"] == AVEYRON)
    assert (row["refused"], row["accepted"], row["year"]) == ("8", "", "2026")
    told = json.loads(client.get(reverse("moderation:figures-json")).content)
    here = next(one for one in told["countries"] if one["territory"] == "fr")
    line = next(one for one in here["departments"] if one["territory"] == AVEYRON)
    assert {code: line[code] for code in ("refused", "accepted")} == {
        "refused": 8,
        "accepted": None,
    }
    assert here["refusals"] == {"outdated": 8}
    chosen = client.get(reverse("moderation:figures"), {"territoire": AVEYRON})
    assert "Aveyron" in chosen.content.decode()


@pytest.mark.parametrize(
    "asked", [{"annee": "x"}, {"annee": "99999"}, {"territoire": "x" * 500}, {"annee": "\x00"}]
)
@pytest.mark.parametrize("name", ["figures", "figures-csv", "figures-json", "log", "log-csv"])
def test_odd_questions_are_answered(client, asked, name):
    assert client.get(reverse(f"moderation:{name}"), asked).status_code == 200


def test_every_measure_has_a_name_of_its_own():
    assert len({measure.code for measure in MEASURES}) == len(MEASURES)


@pytest.mark.parametrize("size", [1, 60])
def test_the_page_costs_the_same_whatever_happened(client, size, django_assert_max_num_queries):
    for number in range(size):
        refused(number, at(1), place=[AVEYRON, RHONE][number % 2])
    client.get(reverse("moderation:figures"))
    with django_assert_max_num_queries(8):
        client.get(reverse("moderation:figures"))
