"""How complete and useful a page is: the criteria of data·inclusion, with what to do about each.

Mirrors `data_inclusion.schema.v1.score_qualite`; a test compares the two.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from offers.richtext import plain_text

FRESH = timedelta(days=183)
OUTDATED = timedelta(days=731)
SHORT, GOOD, LONG = 50, 200, 2000

Fields = Mapping[str, Any]
_TEXTS = ("what", "for_whom", "how_it_goes", "what_next", "access_conditions")
_ROWS = ("engage_person", "engage_worker")


@dataclass(frozen=True, slots=True)
class Criterion:
    """`value` is from 0 to 1; `advice` is empty when it is 1. `field` is where to mend it."""

    code: str
    label: str | Promise
    value: float
    advice: str | Promise
    field: str

    @property
    def is_met(self) -> bool:
        return self.value >= 1


@dataclass(frozen=True, slots=True)
class Quality:
    """`score` is the mean of the criteria that apply to the page, from 0 to 1."""

    score: float
    criteria: list[Criterion]

    @property
    def percent(self) -> int:
        return round(100 * self.score)

    @property
    def to_mend(self) -> list[Criterion]:
        """What would raise the score, the most useful first."""
        return sorted((one for one in self.criteria if not one.is_met), key=lambda one: one.value)


def quality(
    fields: Fields, *, at: datetime, changed_at: datetime | None, hides_address: bool = False
) -> Quality:
    """The quality of a page from its proposable fields (as `snapshot()` gives them).

    `changed_at` is when it was last changed or checked (None: never yet, which counts as now).
    A page that hides its address is not asked for one, nor a person for a field that is not given:
    it is not theirs to see.
    """
    values = {rule.code: rule.value(fields) for rule in _RULES}
    values["date"] = _freshness(at - (changed_at or at))
    if hides_address:
        values["address"] = None
    criteria = [
        Criterion(rule.code, rule.label, value, rule.advice if value < 1 else "", rule.field)
        for rule in _RULES
        if (value := values[rule.code]) is not None and _is_given(fields, rule.field)
    ]
    return Quality(sum(one.value for one in criteria) / len(criteria), criteria)


def fields_of_public(data: Fields) -> dict[str, Any]:
    """The fields that `quality` reads, from what a public row says of the page."""
    contact, address = data["contact"], data["address"]
    return {
        **data,
        "contact_phone": contact.get("phone", ""),
        "contact_email": contact.get("email", ""),
        "street_address": address["street"],
    }


def _is_given(fields: Fields, name: str) -> bool:
    return not name or name in fields


def _freshness(age: timedelta) -> float:
    if age <= FRESH:
        return 1.0
    return max(0.0, (OUTDATED - age) / (OUTDATED - FRESH))


def _modes(fields: Fields) -> set[str]:
    return {row["mode"] for name in _ROWS for row in fields.get(name) or []}


def _address(fields: Fields) -> float | None:
    if "en-presentiel" not in (fields.get("reception_modes") or []) and "come" not in _modes(
        fields
    ):
        return None
    return float(bool(fields.get("street_address")))


def _reached(fields: Fields, mode: str, contact: str) -> float | None:
    if mode not in _modes(fields):
        return None
    rows = [row for name in _ROWS for row in fields.get(name) or []]
    values = [row["value"] for row in rows if row["mode"] == mode]
    return float(any(values) or bool(fields.get(contact)))


def _contact(fields: Fields) -> float:
    reachable = _modes(fields) & {"phone", "mail", "link"}
    return float(bool(reachable or fields.get("contact_phone") or fields.get("contact_email")))


def _fee(fields: Fields) -> float:
    if not fields.get("fee"):
        return 0.0
    return 0.5 if fields["fee"] == "payant" and not fields.get("fee_detail") else 1.0


def _description(fields: Fields) -> float:
    texts = [plain_text(fields.get(name) or "") for name in _TEXTS]
    length = len("".join(texts)) + len(fields.get("summary") or "")
    if length < SHORT:
        return 0.0
    return 1.0 if GOOD <= length < LONG else 0.5


@dataclass(frozen=True, slots=True)
class _Rule:
    code: str
    label: Promise
    advice: Promise
    field: str
    value: Callable[[Fields], float | None]


_RULES = (
    _Rule(
        "address",
        _("The address"),
        _("People are received here: say at which address."),
        "street_address",
        _address,
    ),
    _Rule(
        "engage",
        _("How to get in touch"),
        _("Say how a person, or the worker beside them, takes the first step."),
        "engage_person",
        lambda fields: float(bool(_modes(fields))),
    ),
    _Rule(
        "audiences",
        _("The audience"),
        _("Say for whom it is, even if it is for everybody."),
        "audiences",
        lambda fields: float(bool(fields.get("audiences"))),
    ),
    _Rule(
        "needs",
        _("The needs"),
        _("Choose at least one need: the search finds the page by it."),
        "needs",
        lambda fields: float(bool(fields.get("needs"))),
    ),
    _Rule(
        "contact",
        _("A way to reach you"),
        _("Give a phone number, an e-mail address or a link."),
        "contact_phone",
        _contact,
    ),
    _Rule(
        "email",
        _("The e-mail address"),
        _("You invite people to write: give the address."),
        "contact_email",
        lambda fields: _reached(fields, "mail", "contact_email"),
    ),
    _Rule(
        "date",
        _("How recent the page is"),
        _("Nobody has looked at this page for more than six months: is it still right?"),
        "",
        lambda fields: None,
    ),
    _Rule(
        "fee",
        _("The fee"),
        _("Say whether it is free; if not, how much it costs."),
        "fee",
        _fee,
    ),
    _Rule(
        "description",
        _("The description"),
        _("Describe it in 200 to 2,000 characters: less says too little, more is not read."),
        "what",
        _description,
    ),
    _Rule(
        "phone",
        _("The phone number"),
        _("You invite people to call: give the number."),
        "contact_phone",
        lambda fields: _reached(fields, "phone", "contact_phone"),
    ),
)
