"""Opening hours, from the words people use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contributions.creating.hours import read_hours
from offers.normalise import Refused, opening_hours


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("", ""),
        ("Mo-Fr 09:00-12:00; PH off", "Mo-Fr 09:00-12:00; PH off"),
        ("lundi au vendredi 9h-12h", "Mo-Fr 09:00-12:00"),
        ("Du lundi au vendredi, de 9h à 12h et de 14h à 17h30", "Mo-Fr 09:00-12:00,14:00-17:30"),
        ("Lundi 9h-12h ; mardi et jeudi 14h-18h", "Mo 09:00-12:00; Tu,Th 14:00-18:00"),
        ("le mercredi matin 8h30–12h", "We 08:30-12:00"),
        ("samedis de 10 h à 12 h 30", "Sa 10:00-12:30"),
        ("tous les jours 8:00-20:00", "Mo-Su 08:00-20:00"),
        ("24h/24", "24/7"),
        ("lun-ven 9h-17h, fermé les jours fériés", "Mo-Fr 09:00-17:00; PH off"),
        ("lundi au samedi 9h-17h ; mercredi fermé", "Mo-Sa 09:00-17:00; We off"),
        ("Monday to Friday 9:00 to 17:00", "Mo-Fr 09:00-17:00"),
    ],
)
def test_what_people_write_is_read(said, read) -> None:
    assert read_hours(said) == read


@pytest.mark.parametrize(
    "said",
    [
        "sur rendez-vous", "lundi", "9h-12h", "lundi 12h-9h", "lundi 9h-25h", "lundi 9h75-10h",
        "lundi 9h-12h sauf vacances", "un mardi sur deux 9h-12h",
    ],
)  # fmt: skip
def test_what_is_not_hours_is_refused_and_never_guessed(said) -> None:
    with pytest.raises(Refused):
        read_hours(said)


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text) -> None:
    try:
        read = read_hours(text)
    except Refused:
        return
    assert opening_hours(read) == read
