"""Opening hours as people read them, from the OSM syntax the field holds."""

import re
from collections.abc import Iterator

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

_DAYS = {name: number for number, name in enumerate(("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"))}
_NAMES = "|".join(_DAYS)
_DAY = re.compile(rf"({_NAMES})(?:-({_NAMES})|\[([1-5,]+)\])?")
_RULE = re.compile(rf"((?:(?:{_NAMES})(?:-(?:{_NAMES})|\[[1-5,]+\])?,?)+)\s+([\d:,\- ]+|off)")
_SPAN = re.compile(r"(\d{2}):(\d{2})-(\d{2}):(\d{2})")


def spoken_hours(text: str) -> list[str]:
    """One line a rule; a rule that is not of the common forms is given as it is written."""
    return [_spoken_rule(rule.strip()) for rule in text.split(";") if rule.strip()]


def _spoken_rule(rule: str) -> str:
    known = {
        "PH off": _("Closed on public holidays"),
        "SH off": _("Closed during school holidays"),
        "24/7": _("Day and night, every day"),
    }
    if rule in known:
        return known[rule]
    match = _RULE.fullmatch(rule)
    spans = list(_spoken_spans(match[2])) if match else []
    if match is None or not (spans or match[2] == "off"):
        return rule
    days = ", ".join(_spoken_days(match[1]))
    hours = ", ".join(spans) or _("closed")
    line = _("%(days)s: %(hours)s") % {"days": days, "hours": hours}
    return line[0].upper() + line[1:]


def _spoken_days(text: str) -> Iterator[str]:
    for first, last, ranks in _DAY.findall(text):
        name = str(WEEKDAYS[_DAYS[first]]).lower()
        if last:
            end = str(WEEKDAYS[_DAYS[last]]).lower()
            yield _("%(first)s to %(last)s") % {"first": name, "last": end}
        elif ranks:
            yield _("%(day)s (week %(ranks)s of the month)") % {
                "day": name,
                "ranks": ranks.replace(",", ", "),
            }
        else:
            yield name


def _spoken_spans(text: str) -> Iterator[str]:
    for start_hour, start_minute, end_hour, end_minute in _SPAN.findall(text):
        yield _("%(start)s to %(end)s") % {
            "start": _clock(start_hour, start_minute),
            "end": _clock(end_hour, end_minute),
        }


def _clock(hour: str, minute: str) -> str:
    if minute == "00":
        return _("%(hour)d:00") % {"hour": int(hour)}
    return _("%(hour)d:%(minute)s") % {"hour": int(hour), "minute": minute}
