import pytest
from django.utils import translation

from offers.hours import spoken_hours


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("", []),
        ("Mo-Fr 09:00-12:00", ["Monday to friday: 9:00 to 12:00"]),
        (
            "Mo-Fr 09:00-12:00,14:00-17:30; PH off",
            ["Monday to friday: 9:00 to 12:00, 14:00 to 17:30", "Closed on public holidays"],
        ),
        ("Tu,Th 14:00-17:30", ["Tuesday, thursday: 14:00 to 17:30"]),
        ("Th[1,3] 10:00-12:00", ["Thursday (week 1, 3 of the month): 10:00 to 12:00"]),
        ("Sa off", ["Saturday: closed"]),
        ("24/7", ["Day and night, every day"]),
        ("Mo 10:00+", ["Mo 10:00+"]),
        ("easter -2 days off", ["easter -2 days off"]),
    ],
)
def test_hours_are_said_in_words(written, spoken):
    with translation.override("en"):
        assert spoken_hours(written) == spoken
