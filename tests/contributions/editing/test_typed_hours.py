"""Opening hours, written as people write them."""

from contextlib import suppress

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from contributions.typed_hours import as_typed, read_hours
from offers.normalise import Refused


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("Lundi à vendredi : 9 h à 12 h, 14 h à 17 h", "Mo-Fr 09:00-12:00,14:00-17:00"),
        ("lun-ven 9h-12h30", "Mo-Fr 09:00-12:30"),
        ("du lundi au vendredi de 9h à 12h et de 14h à 17h30", "Mo-Fr 09:00-12:00,14:00-17:30"),
        ("Mardi et jeudi : 13h30-16h", "Tu,Th 13:30-16:00"),
        ("lundi, mercredi : 8:30-11:45", "Mo,We 08:30-11:45"),
        ("Samedi : fermé", "Sa off"),
        ("Mercredi 9h-12h\nFermé les jours fériés", "We 09:00-12:00; PH off"),
        ("Le samedi matin de 9h à 12h", "Sa 09:00-12:00"),
        ("Mo-Fr 09:00-12:00; PH off", "Mo-Fr 09:00-12:00; PH off"),
        ("", ""),
    ],
)
def test_what_people_write_is_read(text, hours) -> None:
    assert read_hours(text) == hours


@pytest.mark.parametrize("text", ["sur rendez-vous", "lundi 99h-12h", "9h-12h"])
def test_what_is_no_hour_is_refused(text) -> None:
    with pytest.raises(Refused):
        read_hours(text)


DAY = st.sampled_from(("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"))
SPAN = st.tuples(st.integers(0, 23), st.sampled_from((0, 15, 30)), st.integers(1, 24)).map(
    lambda one: f"{one[0]:02d}:{one[1]:02d}-{one[2]:02d}:00"
)
DAYS = st.one_of(DAY, st.tuples(DAY, DAY).map("-".join), st.lists(DAY, min_size=2).map(",".join))
RULE = st.one_of(
    st.tuples(DAYS, st.lists(SPAN, min_size=1, max_size=3).map(",".join)).map(" ".join),
    DAYS.map("{} off".format),
    st.sampled_from(("PH off", "SH off")),
)


@given(st.lists(RULE, min_size=1, max_size=5).map("; ".join))
def test_hours_shown_in_words_are_read_back_the_same(hours: str) -> None:
    with override("fr"):
        assert read_hours(as_typed(hours)) == hours


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    with suppress(Refused):
        read_hours(text)


@pytest.mark.timeout(5)
def test_a_hostile_text_takes_no_time() -> None:
    for text in ("lundi " * 5_000, "," * 20_000 + "x"):
        with suppress(Refused):
            read_hours(text)
