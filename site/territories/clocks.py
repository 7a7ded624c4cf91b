"""By which clock people live, from what each country's data say."""

import tomllib
from functools import cache
from zoneinfo import ZoneInfo

from django.utils import timezone

from territories.naming import DATA


def clock_of(path: str) -> ZoneInfo:
    """The time zone of a territory, by its path; the site's own for one that nothing tells of."""
    zones = _zones()
    held = [held for held in zones if path.startswith(held)]
    name = zones[max(held, key=len)] if held else timezone.get_default_timezone_name()
    return ZoneInfo(name)


@cache
def _zones() -> dict[str, str]:
    """Paths, that of the country among them, to IANA names."""
    zones: dict[str, str] = {}
    for file in sorted(DATA.glob("*/clocks.toml")):
        data = tomllib.loads(file.read_text(encoding="utf-8"))
        zones |= {f"{file.parent.name}/": data["zone"], **data["paths"]}
    return zones
