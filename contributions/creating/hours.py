"""Opening hours as people write them: "du lundi au vendredi 9h-12h et 14h-17h30".

Read into the OSM syntax that the field holds; what is OSM already is left as it is.
"""

import re
from dataclasses import dataclass, field

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
_SMALL_WORDS = (
    "de du le la les des et a au ou puis ouvert ouverte matin apres midi soir from and the"
)
_SMALL = frozenset(_SMALL_WORDS.split())
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
    heard = _Heard()
    if all(heard.take(match) for match in _TOKEN.finditer(_folded(text))):
        return heard.rules()
    return None


@dataclass
class _Heard:
    """The days and hours said since the last rule, and the rules before."""

    before: list[str] = field(default_factory=list)
    days: list[str] = field(default_factory=list)
    spans: list[str] = field(default_factory=list)
    is_whole: bool = True

    def take(self, match: re.Match[str]) -> bool:
        """Whether the word is one of hours."""
        if match["span"]:
            return self._take_span(match["from"], match["to"])
        if match["closed"]:
            self.spans.append("off")
        elif match["holidays"] or match["always"]:
            self._close()
            self.before.append("PH off" if match["holidays"] else "24/7")
        elif match["word"]:
            return match["word"] in _SMALL
        else:
            self._take_days(match)
        return True

    def _take_span(self, start: str, end: str) -> bool:
        begins, ends = _minutes(start), _minutes(end)
        if begins is None or ends is None or begins >= ends:
            return False
        self.spans.append("-".join(f"{at // 60:02}:{at % 60:02}" for at in (begins, ends)))
        return True

    def _take_days(self, match: re.Match[str]) -> None:
        if self.spans:
            self._close()
        if match["every"]:
            self.days.append("Mo-Su")
        elif match["day"]:
            self.days.append(_osm(match["day"]))
        else:
            self.days.append(f"{_osm(match['first'])}-{_osm(match['last'])}")

    def _close(self) -> None:
        """Days without hours, or hours without days, are no rule."""
        self.is_whole = self.is_whole and bool(self.days) == bool(self.spans)
        if self.days:
            hours = "off" if "off" in self.spans else ",".join(self.spans)
            self.before.append(f"{','.join(self.days)} {hours}")
        self.days, self.spans = [], []

    def rules(self) -> str | None:
        self._close()
        return "; ".join(self.before) if self.is_whole and self.before else None


def _folded(text: str) -> str:
    """Without accents nor case, with the signs that matter."""
    signs = text.replace("–", "-").replace("—", "-").replace("’", " ").replace("'", " ")
    parts = re.split(r"([-:/])", signs)
    return "".join(part if part in {"-", ":", "/"} else f" {fold(part)} " for part in parts)


def _osm(name: str) -> str:
    return _OSM[_DAYS[name] if name in _DAYS else _DAYS[name.removesuffix("s")]]


def _minutes(text: str) -> int | None:
    match = _TIME.match(text.strip())
    if match is None:
        return None
    minutes = int(match[1]) * 60 + int(match[2] or 0)
    return minutes if int(match[2] or 0) < 60 and minutes <= _LAST_MINUTE else None
