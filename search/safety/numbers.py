"""The emergency numbers: loading those that are shipped, choosing those to show."""

import tomllib
from typing import Any

from django.db import transaction

from search.models import EmergencyNumber
from search.safety.model import FOLDER

FILE = FOLDER / "numbers.toml"


@transaction.atomic
def load_emergency_numbers() -> int:
    """Add what was never there, and say how many: once loaded, a number belongs to its editors.

    One that they mended or deleted is therefore neither overwritten nor brought back.
    """
    keys = ("country_code", "number", "channel")
    standing = {
        *EmergencyNumber.objects.values_list(*keys),
        *EmergencyNumber.history.values_list(*keys),
    }
    new = [number for number in shipped_numbers() if _key(number) not in standing]
    for number in new:
        number.full_clean()
        number.save()
    return len(new)


def shipped_numbers() -> list[EmergencyNumber]:
    return [_number(row) for row in tomllib.loads(FILE.read_text(encoding="utf-8"))["number"]]


def _key(number: EmergencyNumber) -> tuple[str, str, str]:
    return number.country_code, number.number, number.channel


def _number(row: dict[str, Any]) -> EmergencyNumber:
    return EmergencyNumber(
        country_code=row["country"],
        number=row["number"],
        channel=row.get("channel", EmergencyNumber.Channel.CALL),
        kinds=row["kinds"],
        names=_texts(row, "name"),
        hours=_texts(row, "hours"),
        details=_texts(row, "detail"),
        languages=row.get("languages", ""),
        position=row["position"],
    )


def _texts(row: dict[str, Any], name: str) -> dict[str, str]:
    start = f"{name}_"
    return {key.removeprefix(start): text for key, text in row.items() if key.startswith(start)}
