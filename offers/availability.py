"""What a public row says of room and closures, read at the time of the reader."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from journal.lasting import holds_until
from offers.models import Availability


def availability_now(data: dict[str, Any]) -> dict[str, Any]:
    """The availability that can still be believed: past its date, or never said, it is unknown."""
    stored = data["availability"]
    unknown = {"level": Availability.Level.UNKNOWN, "label": Availability.Level.UNKNOWN.label}
    if stored is None:
        return unknown
    expires_at = parse_datetime(stored["expires_at"] or "")
    if expires_at and expires_at <= timezone.now():
        return unknown
    if expires_at:
        holds_until(expires_at)
    return {
        "level": stored["level"],
        "label": Availability.Level(stored["level"]).label,
        "places": stored["places"],
        "next_intake": parse_date(stored["next_intake"] or ""),
        "note": stored["note"],
        "set_at": parse_datetime(stored["set_at"]),
    }


def notices_now(data: dict[str, Any]) -> list[dict[str, Any]]:
    now, shown = timezone.now(), []
    for notice in data["notices"]:
        starts_at = datetime.fromisoformat(notice["starts_at"])
        ends_at = datetime.fromisoformat(notice["ends_at"])
        if starts_at <= now < ends_at:
            shown.append({**notice, "ends_at": ends_at})
        if now < ends_at:
            holds_until(starts_at if now < starts_at else ends_at)
    return shown
