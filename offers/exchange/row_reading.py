"""One row being read: its values under our names, and what has been found wrong so far."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from offers.exchange.records import Problem, RowWarning
from offers.normalise import Normaliser, Refused

_SHOWN = 120


@dataclass(slots=True)
class RowReading:
    values: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)
    warnings: list[RowWarning] = field(default_factory=list)

    def refuse(self, name: str, value: Any, reason: str, suggestion: str = "") -> None:
        self.problems.append(Problem(name, shown(value), reason, suggestion))

    def drop(self, name: str, value: Any, message: str) -> None:
        self.warnings.append(RowWarning("dropped", name, shown(value), message))

    def repair(self, name: str, value: Any, message: str, became: str = "") -> None:
        self.warnings.append(RowWarning("repaired", name, shown(value), message, shown(became)))

    def replace(self, name: str, value: Any, message: str, became: str = "") -> None:
        self.warnings.append(RowWarning("replaced", name, shown(value), message, became))

    def text(self, name: str) -> str:
        """The value as text, "" when there is none; a list or an object is refused."""
        value = self.values.get(name)
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        if isinstance(value, int | float) and not isinstance(value, bool):
            return as_text(value)
        self.refuse(name, value, _("This must be text."))
        return ""

    def required(self, name: str) -> str:
        if not (text := self.text(name).strip()) and not self.has_problem(name):
            self.refuse(name, "", _("This value is required."))
        return text

    def has_problem(self, name: str) -> bool:
        return any(problem.field == name for problem in self.problems)

    def kept_or_refused(self, name: str, read: Normaliser, empty: Any = "") -> Any:
        """The value as the normaliser gives it; what it refuses, refuses the row."""
        try:
            return read(self.text(name))
        except Refused as refusal:
            self.refuse(name, self.values.get(name), str(refusal))
            return empty

    def kept_or_dropped(self, name: str, read: Normaliser, empty: Any = "") -> Any:
        """The value as the normaliser gives it; what it refuses is left out and reported."""
        before = len(self.problems)
        text = self.text(name)
        if len(self.problems) > before:
            self.drop(name, self.values[name], self.problems.pop().reason)
            return empty
        try:
            return read(text)
        except Refused as refusal:
            self.drop(name, text, str(refusal))
            return empty


def as_text(value: float) -> str:
    """A number as it was before a spreadsheet took it for one: 59260.0 is 59260."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value)


def shown(value: Any) -> str:
    """A value as a report can hold it: on one line, cut, without what a database refuses."""
    text = value if isinstance(value, str) else "" if value is None else str(value)
    text = " ".join(text[:2000].replace("\0", "").split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
