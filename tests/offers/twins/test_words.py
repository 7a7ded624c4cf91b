"""Addresses and names, compared as people write them."""

import pytest

from offers.twins.addresses import OTHER, OTHER_NUMBER, SAME, UNKNOWN, agreement, street
from offers.twins.names import name_likeness


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("12 rue de la République", "12, r. de la republique, BP 30", SAME),
        ("21, r. L. Barthou", "21 rue Louis Barthou", SAME),
        ("place de la Halle", "3 pl. de la Halle", SAME),
        ("3 rue Neuve", "5 rue Neuve", OTHER_NUMBER),
        ("3 rue Neuve", "3 rue Victor Hugo", OTHER),
        ("", "3 rue Neuve", UNKNOWN),
        ("CS 70161", "", UNKNOWN),
    ],
)
def test_addresses_are_compared_as_people_write_them(first, second, expected):
    assert agreement(street(first), street(second)) == expected
    assert agreement(street(second), street(first)) == expected


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Entente des générations pour l'emploi", "EGE 64"),
        ("Cocagne du Val d'Orbieu (Jardins de)", "Jardin de Cocagne du Val d'Orbieu"),
        ("Mob'Ensemble Sarthe", "Mobensemble 72"),
    ],
)
def test_names_are_known_abbreviated_and_turned_round(first, second):
    assert name_likeness(first, second) > 0.7
