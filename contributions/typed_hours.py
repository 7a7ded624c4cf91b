"""Opening hours as people write them, read as the syntax the field holds.

« Lundi à vendredi : 9 h à 12 h, 14 h à 17 h », one line a rule, as the pages say them; what is
written otherwise is read as on the form of a new offer.
"""

import re

from contributions.creating.hours import read_hours as read_loosely
from offers.hours import spoken_hours
from territories.fold import fold

_DAYS = {"lu": "Mo", "ma": "Tu", "me": "We", "je": "Th", "ve": "Fr", "sa": "Sa", "di": "Su"}
_DAY = (
    r"(?:lun(?:di)?s?|mar(?:di)?s?|mer(?:credi)?s?|jeu(?:di)?s?|ven(?:dredi)?s?|sam(?:edi)?s?"
    r"|dim(?:anche)?s?)"
)
_LINE = re.compile(
    rf"(?P<days>(?:(?:du|le|les|de|et|a|au|,|-|–|\s)*{_DAY})+)[\s.:]*(?:de\s+)?(?P<hours>.*)"
)
_RANGE = re.compile(rf"({_DAY})\s*(?:-|–|a|au)\s*({_DAY})|({_DAY})")
_CLOCK = r"(\d{1,2})\s*(?:h|:)\s*(\d{2})?"
_SPAN = re.compile(rf"(?:de\s+)?{_CLOCK}\s*(?:-|–|a|au)\s*{_CLOCK}")
_BETWEEN = re.compile(r"[\s,;.]|et")
_CLOSED = re.compile(r"ferme(?:e|s|es)?")
_WHOLE = {
    "ferme les jours feries": "PH off",
    "ferme pendant les vacances scolaires": "SH off",
    "jour et nuit tous les jours": "24/7",
}


def as_typed(hours: str) -> str:
    """How the field's hours stand in its box: in words when they can be read back, else as is."""
    words = "\n".join(spoken_hours(hours))
    return words if _rules(words) == hours else hours


def read_hours(text: str) -> str:
    """The hours in the field's syntax. Raises Refused when a part cannot be understood."""
    return _rules(text) or read_loosely(text)


def _rules(text: str) -> str:
    """Empty when a line is not as the pages say it."""
    rules = [_rule(line) for line in re.split(r"[\n;]", text) if line.strip()]
    return "; ".join(rules) if all(rules) else ""


def _rule(line: str) -> str:
    if whole := _WHOLE.get(fold(line)):
        return whole
    match = _LINE.fullmatch(_plain(line))
    if match is None:
        return ""
    days = ",".join(_days(match["days"]))
    if _CLOSED.fullmatch(match["hours"].strip()):
        return f"{days} off"
    spans = [_span(*found) for found in _SPAN.findall(match["hours"])]
    rest = _BETWEEN.sub("", _SPAN.sub("", match["hours"]))
    return f"{days} {','.join(spans)}" if spans and all(spans) and not rest else ""


def _plain(line: str) -> str:
    """Lower case without accents, its signs kept."""
    words = re.split(r"([^\w]+|\d+)", line.lower())
    return "".join(fold(word) if word[:1].isalpha() else word for word in words).strip()


def _days(text: str) -> list[str]:
    return [
        f"{_code(first)}-{_code(last)}" if first else _code(alone)
        for first, last, alone in _RANGE.findall(text)
    ]


def _code(day: str) -> str:
    return _DAYS[day[:2]]


def _span(start: str, start_minutes: str, end: str, end_minutes: str) -> str:
    if int(start) > 24 or int(end) > 24:
        return ""
    return f"{int(start):02d}:{start_minutes or '00'}-{int(end):02d}:{end_minutes or '00'}"
