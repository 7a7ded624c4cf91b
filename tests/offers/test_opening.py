"""Open or closed at a moment, for the forms of hours that people really enter."""

from datetime import datetime

import pytest

from offers.opening import is_open, open_now
from territories.clocks import clock_of

WEEK = "Mo-Fr 09:00-12:00,14:00-17:00; PH off"


@pytest.mark.parametrize(
    ("text", "moment", "expected"),
    [
        (WEEK, "2026-11-26 09:00", True),
        (WEEK, "2026-11-26 11:59", True),
        (WEEK, "2026-11-26 12:00", False),
        (WEEK, "2026-11-26 12:30", False),
        (WEEK, "2026-11-26 14:00", True),
        (WEEK, "2026-11-28 10:00", False),
        # The fourteenth of July, a Tuesday; Christmas, a Friday; Easter Monday.
        (WEEK, "2026-07-14 10:00", False),
        (WEEK, "2026-12-25 10:00", False),
        (WEEK, "2026-04-06 10:00", False),
        ("Mo-Fr 09:00-12:00", "2026-07-14 10:00", True),
        # The first and third Saturdays of the month.
        ("Sa[1,3] 09:00-12:00", "2026-11-07 10:00", True),
        ("Sa[1,3] 09:00-12:00", "2026-11-14 10:00", False),
        ("Sa[1,3] 09:00-12:00", "2026-11-21 10:00", True),
        ("Mo-Su 09:00-18:00; We off", "2026-11-25 10:00", False),
        ("Mo-Fr 09:00-12:00; SH off", "2026-12-22 10:00", True),
        ("24/7", "2026-12-25 03:00", True),
        ("Mo-Su 20:00-08:00", "2026-11-26 02:00", True),
        ("Mo-Su 20:00-08:00", "2026-11-26 12:00", False),
        ('Mo-Fr 09:00-12:00 "sur rendez-vous"', "2026-11-26 10:00", True),
        ('"sur rendez-vous"', "2026-11-26 10:00", False),
        ("", "2026-11-26 10:00", False),
        ("n'importe quoi", "2026-11-26 10:00", False),
    ],
)
def test_a_place_is_open_when_its_hours_say_so(text, moment, expected) -> None:
    assert is_open(text, datetime.fromisoformat(moment)) is expected


def test_holidays_are_those_of_the_country() -> None:
    belgian_day = datetime.fromisoformat("2026-07-21 10:00")
    assert is_open(WEEK, belgian_day)
    assert not is_open(WEEK, belgian_day, country="be")
    assert is_open(WEEK, belgian_day, country="zz")


def test_many_texts_are_asked_at_once() -> None:
    moment = datetime.fromisoformat("2026-11-26 10:00")
    assert open_now([WEEK, "Sa 09:00-12:00", "24/7", "24/7"], moment) == {WEEK, "24/7"}


def test_an_offer_of_la_reunion_opens_by_its_own_clock() -> None:
    seven_in_paris = datetime.fromisoformat("2026-11-26 07:00:00+01:00")
    assert not is_open(WEEK, seven_in_paris.astimezone(clock_of("fr/76/12/12202/")))
    assert is_open(WEEK, seven_in_paris.astimezone(clock_of("fr/04/974/97411/")))
