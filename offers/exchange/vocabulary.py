"""Codes of earlier vocabularies to those of today, and a guess at what an unknown one meant."""

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from offers.exchange.mapping import DATA
from offers.exchange.row_reading import RowReading
from offers.known import Known
from offers.models import Term
from territories.fold import fold

# Our columns and the list of codes each is drawn from.
SCHEMES = {
    "thematiques": "need",
    "publics": Term.Scheme.AUDIENCE.value,
    "type": Term.Scheme.SERVICE_TYPE.value,
    "frais": Term.Scheme.FEE.value,
    "modes_accueil": Term.Scheme.RECEPTION_MODE.value,
}
_NEAR_ENOUGH = 80
_LONGEST_CODE = 150

Replacements = Counter[tuple[str, str, str]]


@cache
def load_table(country: str, name: str) -> dict[str, dict[str, Any]]:
    """A reviewed table of the country's import folder: column, old code, what it becomes."""
    path: Path = DATA / country / "import" / f"{name}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if name and path.exists() else {}


@dataclass(slots=True)
class Vocabulary:
    """Codes of one import; `replaced` counts (column, old, new), for the summary of losses."""

    known: Known
    table: dict[str, dict[str, Any]] = field(default_factory=dict)
    replaced: Replacements = field(default_factory=Counter)

    def codes(self, row: RowReading, name: str) -> list[str]:
        """Today's codes of a list, in order; an unknown one refuses the row."""
        current = self.known.codes.get(SCHEMES[name], frozenset())
        found: dict[str, None] = {}
        for written in row.values.get(name) or ():
            if written in current:
                found[written] = None
            else:
                found.update(dict.fromkeys(self._others(row, name, written, current)))
        return list(found)

    def _others(
        self, row: RowReading, name: str, written: str, current: frozenset[str]
    ) -> Sequence[str]:
        code = _tidy(written)
        if code in current:
            return (code,)
        meant = self.table.get(name, {}).get(code)
        if meant is not None:
            return self._replace(row, name, code, meant)
        row.refuse(
            name,
            written,
            _("%(code)s is not in the list.") % {"code": written[:60]},
            nearest_code(code, current),
        )
        return ()

    def _replace(self, row: RowReading, name: str, old: str, meant: Any) -> Sequence[str]:
        said = meant if isinstance(meant, dict) else {"codes": meant}
        codes = said["codes"]
        new = (codes,) if isinstance(codes, str) and codes else tuple(codes)
        self.replaced[name, old, ", ".join(new)] += 1
        if not new:
            row.drop(name, old, said.get("loss") or _("Nothing in today's list says this."))
        else:
            codes = ", ".join(new)
            row.replace(
                name, old, said.get("loss") or _("Became: %(codes)s.") % {"codes": codes}, codes
            )
        for other, text in said.get("also", {}).items():
            row.values[other] = _joined(row.values.get(other), text)
        return new

    def was_replaced(self, row: RowReading, name: str) -> bool:
        return any(w.kind != "repaired" and w.field == name for w in row.warnings)


def _joined(before: Any, text: str) -> str:
    return text if not before else str(before) if text in str(before) else f"{before} {text}"


def _tidy(written: str) -> str:
    """The code of what may be its label, or its code with capitals or spaces: `À distance`."""
    return written if written == written.strip().lower() and " " not in written else _slug(written)


def _slug(written: str) -> str:
    parts = written.split("--")
    return "--".join(fold(part).replace(" ", "-") for part in parts)


def nearest_code(code: str, codes: frozenset[str]) -> str:
    """The code that was meant, perhaps; "" when none resembles it."""
    code = code[:_LONGEST_CODE]
    near = process.extractOne(
        code,
        sorted(codes),
        scorer=fuzz.WRatio if "--" not in code else fuzz.ratio,
        score_cutoff=_NEAR_ENOUGH,
    )
    return str(near[0]) if near else ""
