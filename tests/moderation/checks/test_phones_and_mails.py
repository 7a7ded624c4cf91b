"""Numbers and mail addresses by their form: nothing goes out."""

import pytest

from moderation.checks import mails, phones
from moderation.checks.findings import Level


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("+33536490012", set()),
        ("+33800059595", set()),
        ("115", set()),
        ("3919", set()),
        ("+33612345678", {Level.NOTE}),
        ("+33899123456", {Level.DANGER}),
        ("+3336490012", {Level.WARNING}),
        ("+32470123456", {Level.NOTE, Level.WARNING}),
        ("999", {Level.WARNING}),
        ("3999", {Level.WARNING}),
        ("zzz", {Level.WARNING}),
    ],
)
def test_numbers(number, expected) -> None:
    assert {level for level, _said in phones.judge(number, country="FR")} == expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("accueil@garage.example", set()),
        ("garage@gmail.com", {Level.NOTE}),
        ("lea.martin@garage.example", {Level.NOTE}),
        ("garage@gmial.com", {Level.WARNING}),
        ("garage@orang.fr", {Level.WARNING}),
        ("garage@yopmail.com", {Level.DANGER}),
        ("garage@gаrage.example", {Level.DANGER}),
    ],
)
def test_mail_addresses(address, expected) -> None:
    assert {level for level, _said in mails.judge(address)} == expected
