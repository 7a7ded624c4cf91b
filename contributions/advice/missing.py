"""What a page does not say yet and its readers look for."""

from collections.abc import Mapping, Sequence
from typing import Any

from contributions.diff import FieldLike

_OFFER = (
    "summary",
    "what",
    "for_whom",
    "how_it_goes",
    "documents",
    "engage_person",
    "engage_worker",
    "contact_phone",
    "street_address",
    "opening_hours",
    "accessibility",
    "fee",
    "audiences",
    "languages_spoken",
    "simple_version",
)
_STRUCTURE = (
    "kind_label",
    "description",
    "phone",
    "email",
    "website",
    "street_address",
    "opening_hours",
    "accessibility",
)
# Asked only of those who receive people on the spot.
_ON_THE_SPOT = frozenset({"street_address", "opening_hours", "accessibility"})


def missing_from(fields: Mapping[str, Any], schema: Mapping[str, FieldLike]) -> Sequence[FieldLike]:
    """Fields that stand empty, in the order of the page; those not shown to the person left out."""
    wanted = _OFFER if "needs" in schema else _STRUCTURE
    modes = fields.get("reception_modes")
    is_remote = modes is not None and "en-presentiel" not in modes
    return [
        schema[name]
        for name in wanted
        if name in fields and not fields[name] and not (is_remote and name in _ON_THE_SPOT)
    ]
