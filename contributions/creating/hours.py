"""Opening hours as people write them: "du lundi au vendredi 9h-12h et 14h-17h30".

Read into the OSM syntax that the field holds; what is OSM already is left as it is.
"""

import re

from offers.normalise import Refused, opening_hours
from territories.fold import fold

_OSM = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_DAYS = {
    name: number
    for number, names in enumerate(
        (
            ("lundi", "lun", "monday", "mon"),
            ("mardi", "mar", "tuesday", "tue"),
            ("mercredi", "mer", "wednesday", "wed"),
            ("jeudi", "jeu", "thursday", "thu"),
            ("vendredi", "ven", "friday", "fri"),
            ("samedi", "sam", "saturday", "sat"),
            ("dimanche", "dim", "sunday", "sun"),
        )
    )
    for name in names
}
_DAY = r"(?:" + "|".join(sorted(_DAYS, key=len, reverse=True)) + r")s?"
_HOUR = r"(?:\d{1,2})\s*(?:h|:|heures?)?\s*(?:\d{2})?"
_TOKEN = re.compile(
    rf"(?P<span>(?P<from>{_HOUR})\s*(?:-|a|to|jusqu a)\s*(?P<to>{_HOUR}))"
    rf"|(?P<days>\b(?P<first>{_DAY})\s*(?:-|au|a|to)\s*(?P<last>{_DAY})\b)"
    rf"|(?P<day>\b{_DAY}\b)"
    r"|(?P<every>\b(?:tous les jours|7j ?/ ?7|every day)\b)"
    r"|(?P<always>\b24 ?h ?/ ?24\b|\b24 ?/ ?7\b)"
    r"|(?P<holidays>\b(?:ferme|sauf)(?:e|s|es)? (?:les )?(?:jours )?feries?\b)"
    r"|(?P<closed>\bferme(?:e|s|es)?\b)"
    r"|(?P<word>[^\W\d_]+|\d+)"
)
_SMALL = frozenset(
    "de du le la les des et a au ou puis ouvert ouverte matin apres midi soir from and the".split()
)
_TIME = re.compile(r"(\d{1,2})\D*(\d{2})?")
_LAST_MINUTE = 24 * 60


def read_hours(text: str) -> str:
    """OSM opening hours, "" for nothing. Raises Refused when a part cannot be understood."""
    try:
        return str(opening_hours(text))
    except Refused:
        if (read := _said(text)) is not None:
            return str(opening_hours(read))
        raise


def _said(text: str) -> str | None:
    """None when a word of it is not one of hours."""
    plain = _folded(text)
    rules: list[str] = []
    days: list[tuple[int, int]] = []
    spans: list[str] = []
    for match in _TOKEN.finditer(plain):
        kind = match.lastgroup if match.lastgroup not in {"to", "last"} else None
        kind = kind or ("span" if match["span"] else "days")
        if kind in {"day", "days", "every"} and spans:
            rules.append(_rule(days, spans))
            days, spans = [], []
        if kind == "span":
            span = _span(match["from"], match["to"])
            if span is None:
                return None
            spans.append(span)
        elif kind == "days":
            days.append((_number(match["first"]), _number(match["last"])))
        elif kind == "day":
            days.append((_number(match["day"]),) * 2)
        elif kind == "every":
            days.append((0, 6))
        elif kind == "always":
            return "24/7"
        elif kind == "holidays":
            rules += [_rule(days, spans), "PH off"]
            days, spans = [], []
        elif kind == "closed":
            spans.append("off")
        elif match["word"] not in _SMALL:
            return None
    rules.append(_rule(days, spans))
    kept = [rule for rule in rules if rule]
    return None if "?" in kept or not kept else "; ".join(kept)


def _folded(text: str) -> str:
    """Without accents nor case, with the signs that matter."""
    signs = text.replace("–", "-").replace("—", "-").replace("’", " ").replace("'", " ")
    parts = re.split(r"([-:/])", signs)
    return "".join(part if part in {"-", ":", "/"} else f" {fold(part)} " for part in parts)


def _rule(days: list[tuple[int, int]], spans: list[str]) -> str:
    """A rule of the days and their hours; "?" when one of them is missing."""
    if not days and not spans:
        return ""
    if not days or not spans:
        return "?"
    said = ",".join(
        _OSM[first] if first == last else f"{_OSM[first]}-{_OSM[last]}" for first, last in days
    )
    return f"{said} {'off' if 'off' in spans else ','.join(spans)}"


def _number(name: str) -> int:
    return _DAYS[name] if name in _DAYS else _DAYS[name.removesuffix("s")]


def _span(start: str, end: str) -> str | None:
    begins, ends = _minutes(start), _minutes(end)
    if begins is None or ends is None or begins >= ends:
        return None
    return "-".join(f"{minutes // 60:02}:{minutes % 60:02}" for minutes in (begins, ends))


def _minutes(text: str) -> int | None:
    match = _TIME.match(text.strip())
    if match is None:
        return None
    minutes = int(match[1]) * 60 + int(match[2] or 0)
    return minutes if int(match[2] or 0) < 60 and minutes <= _LAST_MINUTE else None
