"""The date a record was last changed, as the source says it."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from offers.exchange.row_reading import RowReading

_FIRST = date(2000, 1, 1)
# A spreadsheet counts days from here; those of this century, when a cell lost its form.
_SERIAL_ZERO = date(1899, 12, 30)
_SERIALS = range(36_526, 73_051)
_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%Y/%m/%d", "%d-%m-%Y")


def modified_at(row: RowReading, zone: ZoneInfo, *, today: date) -> datetime | None:
    """Midnight of the day in the country's time; None when the row is refused for it."""
    name = "date_maj"
    value = row.values.get(name)
    if value is None or value == "":
        row.refuse(name, "", _("This value is required."))
        return None
    day = _day(value)
    if day is None:
        row.refuse(name, value, _("This is not a date. Write it as 2026-03-31."))
    elif day < _FIRST:
        row.refuse(name, value, _("A date before the year 2000 is a mistake."))
    elif day > today:
        row.refuse(name, value, _("A date in the future is a mistake."))
    else:
        return datetime.combine(day, time(), tzinfo=zone)
    return None


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, int | float) and value in _SERIALS:
        return _SERIAL_ZERO + timedelta(days=int(value))
    if not isinstance(value, str):
        return None
    text = value.strip()
    try:
        return date.fromisoformat(text[:10]) if text[4:5] == "-" else None or _read(text)
    except ValueError:
        return _read(text)


def _read(text: str) -> date | None:
    for form in _FORMS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 a day has no zone
        except ValueError:
            continue
    return None
