"""Links, phone numbers and mail addresses: their form only, nothing is called or asked."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from contributions.diff_lookalikes import warnings_of
from moderation.checks.findings import Finding, Level
from moderation.checks.reading import Reading

_FIELDS = {"website": "link", "contact_email": "mail", "email": "mail"}
_FIELDS |= {"contact_phone": "phone", "phone": "phone"}


def check(reading: Reading) -> Iterator[Finding]:
    for path, _mode, value in _reached(reading):
        for warning in warnings_of(value):
            yield Finding(
                code="suspect_address",
                level=Level.DANGER,
                label=_("This address is suspect"),
                detail=f"{value} — {warning}",
                path=path,
            )


def _reached(reading: Reading) -> Iterator[tuple[str, str, str]]:
    """What the change adds: path, mode and value."""
    for name in reading.changed:
        value = reading.after[name]
        if name in _FIELDS and value:
            yield name, _FIELDS[name], value
        elif reading.schema[name].kind == "rows":
            yield from _rows(name, value, reading.before.get(name) or [])


def _rows(
    name: str, rows: list[Mapping[str, Any]], before: list[Mapping[str, Any]]
) -> Iterator[tuple[str, str, str]]:
    was = {(row["mode"], row["value"]) for row in before}
    for row in rows:
        if row["mode"] in {"phone", "mail", "link"} and (row["mode"], row["value"]) not in was:
            yield f"{name}.{row['uuid']}", row["mode"], row["value"]
