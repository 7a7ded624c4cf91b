"""Phone numbers by their form. Nothing is dialled."""

from collections.abc import Iterator

import phonenumbers
from django.utils.translation import gettext as _
from phonenumbers import PhoneNumberType, ShortNumberCost, shortnumberinfo

from moderation.checks.findings import Finding, Level
from moderation.checks.forms_of import words_on
from moderation.checks.reached import PHONE, reached_by
from moderation.checks.reading import Reading

_SHORTEST_WHOLE = 7


def check(reading: Reading) -> Iterator[Finding]:
    country = reading.territory.country_code.upper()
    for one in reached_by(reading):
        if one.mode != PHONE:
            continue
        for level, label in judge(one.value, country=country):
            yield Finding(
                code="phone_form", level=level, label=label, detail=one.value, path=one.path
            )


def judge(number: str, *, country: str) -> Iterator[tuple[Level, str]]:
    """What is odd in a number that is kept as E.164, or as a short public one."""
    try:
        parsed = phonenumbers.parse(number, country)
    except phonenumbers.NumberParseException:
        yield Level.WARNING, _("This is not a phone number.")
        return
    if len(number.lstrip("+")) >= _SHORTEST_WHOLE:
        yield from _whole(parsed, country)
    elif number not in words_on("phones", "plain"):
        yield from _short(parsed, country)


def _whole(parsed: phonenumbers.PhoneNumber, country: str) -> Iterator[tuple[Level, str]]:
    if not phonenumbers.is_valid_number(parsed):
        yield Level.WARNING, _("No such number is given to anybody: a digit may be wrong.")
        return
    kind = phonenumbers.number_type(parsed)
    if kind == PhoneNumberType.PREMIUM_RATE:
        yield Level.DANGER, _("This number is charged more than a call.")
    elif kind == PhoneNumberType.SHARED_COST:
        yield Level.WARNING, _("This number may be charged: say it on the page.")
    elif kind == PhoneNumberType.MOBILE:
        yield Level.NOTE, _("A mobile phone: is it the service's own?")
    if phonenumbers.region_code_for_number(parsed) not in {country, *_near(country), None}:
        yield Level.WARNING, _("A number of another country.")


def _short(parsed: phonenumbers.PhoneNumber, country: str) -> Iterator[tuple[Level, str]]:
    if not shortnumberinfo.is_valid_short_number_for_region(parsed, country):
        yield Level.WARNING, _("No public service has this short number.")
    elif shortnumberinfo.expected_cost_for_region(parsed, country) == ShortNumberCost.PREMIUM_RATE:
        yield Level.WARNING, _("This number may be charged: say it on the page.")


def _near(country: str) -> frozenset[str]:
    """Regions of the numbering that are the same country for people."""
    overseas = {"GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "NC", "PF", "WF"}
    return frozenset(overseas if country == "FR" else ())
