"""What would make a good page better, on which screen: never asked before it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contributions.advice.missing import missing_from
from contributions.creating.screens import SCREENS
from offers.publishing import empty_fields
from offers.quality import Quality, quality
from offers.schema import OFFER_FIELDS

# The screens ask for ways to get in touch, and for no contact beside them.
_BOXES = {
    "engage_person": "person_phone",
    "engage_worker": "worker_phone",
    "contact_phone": "person_phone",
    "contact_email": "person_mail",
}


@dataclass(frozen=True, slots=True)
class Line:
    """`text` says how to mend it, "" when its name is enough."""

    label: str
    text: str
    screen: str
    box: str


@dataclass(frozen=True, slots=True)
class Advice:
    score: Quality
    lines: tuple[Line, ...]


def advice_on(fields: Mapping[str, Any], *, at: datetime, hides_address: bool) -> Advice:
    """What the fields of a complete draft leave open and a screen asks, the most useful first."""
    whole = {**empty_fields(), **fields}
    score = quality(whole, at=at, changed_at=None, hides_address=hides_address)
    said = {one.field: (one.label, one.advice) for one in score.to_mend}
    for field in missing_from(whole, OFFER_FIELDS):
        if field.name not in _BOXES or field.name == "engage_worker":
            said.setdefault(field.name, (field.label, ""))
    if hides_address:
        said.pop("street_address", None)
    lines = (_line(name, str(label), str(advice)) for name, (label, advice) in said.items())
    return Advice(score, tuple(line for line in lines if line))


def _line(field: str, label: str, text: str) -> Line | None:
    box = _BOXES.get(field, field)
    screen = next((screen for screen in SCREENS if box in screen.form.names()), None)
    return Line(label[:1].upper() + label[1:], text, screen.code, box) if screen else None
