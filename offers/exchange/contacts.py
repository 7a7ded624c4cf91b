"""How to get in touch, for the person and for the worker, from the columns of a row."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from offers import normalise
from offers.exchange.row_reading import RowReading
from offers.exchange.vocabulary import nearest_code
from offers.normalise import Refused

# Never changed: the id of a row must be the same at each import, or every merge sees new rows.
_NAMESPACE = uuid.UUID("6f0e0f6c-3a0b-5d0a-9d7e-0c6d2a6b1f54")
_MODES = {
    "telephoner": "phone",
    "envoyer-un-courriel": "mail",
    "utiliser-lien-mobilisation": "link",
    "se-presenter": "come",
}
_WHO = {"usagers": "person", "professionnels": "worker"}
_ASKED = "modes_mobilisation"
_MISSING = {
    "phone": gettext_lazy("No phone number is given to call."),
    "mail": gettext_lazy("No e-mail address is given to write to."),
    "link": gettext_lazy("No link is given."),
    "come": gettext_lazy("No place is given to come to."),
}
_NOTE_MAX = 300
_PHONE_SEPARATORS = ("/", ";", ",", " ou ", " - ", "\n")

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Reach:
    """Who can be reached how, of the service; `at_structure` are those of its structure."""

    phone: str
    mail: str
    link: str
    has_place: bool
    structure_phone: str = ""
    structure_mail: str = ""

    def value(self, mode: str) -> str:
        match mode:
            case "phone":
                return self.phone or self.structure_phone
            case "mail":
                return self.mail or self.structure_mail
            case "link":
                return self.link
        return ""

    def is_possible(self, mode: str) -> bool:
        return mode == "refer" or (self.has_place if mode == "come" else bool(self.value(mode)))


def phone(row: RowReading, name: str, *, region: str) -> str:
    """The number in E.164; of several, the first that can be read; else none, reported."""
    text = row.text(name).strip()
    if not text:
        return ""
    parts = [text]
    for separator in _PHONE_SEPARATORS:
        parts = [piece.strip() for part in parts for piece in part.split(separator)]
    for candidate in dict.fromkeys((text, *parts)):
        try:
            number = str(normalise.phone(candidate, region=region))
        except Refused:
            continue
        if candidate != text and number:
            row.repair(name, text, _("Several numbers: the first one is kept."))
        return number
    row.drop(name, text, _("This is not a phone number: it is left out."))
    return ""


def engage_rows(
    row: RowReading, *, key: str, reach: Reach, orientation: dict[str, Any]
) -> dict[str, list[Row]]:
    """`engage_person` and `engage_worker`; from the contacts themselves when no way is said."""
    people = _listed(row, "mobilisable_par", _WHO) or ["person"]
    asked = _listed(row, "modes_mobilisation", _MODES)
    ways = {who: list(asked) if who in people else [] for who in _WHO.values()}
    notes: dict[tuple[str, str], str] = {}
    for name, who in _ORIENTATION.items():
        for mode, note in _oriented(row, name, orientation, reach):
            ways[who].append(mode)
            notes[who, mode] = note
    kept = {who: list(_possible(row, modes, reach)) for who, modes in ways.items()}
    if not any(kept.values()):
        kept = {who: _default_modes(reach) if who in people else [] for who in kept}
    note = _note(row)
    return {
        f"engage_{who}": [
            {
                "uuid": str(uuid.uuid5(_NAMESPACE, f"{key}|{who}|{mode}")),
                "mode": mode,
                "value": reach.value(mode),
                "note": notes.get((who, mode)) or (note if rank == 0 else ""),
            }
            for rank, mode in enumerate(dict.fromkeys(modes))
        ]
        for who, modes in kept.items()
    }


_ORIENTATION = {
    "modes_orientation_beneficiaire": "person",
    "modes_orientation_accompagnateur": "worker",
}


def _listed(row: RowReading, name: str, known: dict[str, str]) -> list[str]:
    found: dict[str, None] = {}
    for code in row.values.get(name) or ():
        if code in known:
            found[known[code]] = None
        else:
            message = _("%(code)s is not in the list.") % {"code": code[:60]}
            row.refuse(name, code, message, nearest_code(code, frozenset(known)))
    return list(found)


def _oriented(
    row: RowReading, name: str, table: dict[str, Any], reach: Reach
) -> Iterable[tuple[str, str]]:
    """Modes of the earlier vocabulary, each with the note that keeps what the mode alone loses."""
    for code in row.values.get(name) or ():
        meant = table.get(code) or table.get(code.strip().lower())
        if meant is None:
            message = _("%(code)s is not in the list.") % {"code": code[:60]}
            row.refuse(name, code, message, nearest_code(code, frozenset(table)))
            continue
        modes = [meant["mode"]] if isinstance(meant["mode"], str) else meant["mode"]
        mode = next((mode for mode in modes if mode and reach.is_possible(mode)), modes[0])
        if mode:
            yield mode, meant.get("note", "")
        else:
            row.drop(name, code, _("Nothing in today's list says this."))


def _possible(row: RowReading, modes: Iterable[str], reach: Reach) -> Iterable[str]:
    """The modes that a number, an address or a place makes possible; others are reported once."""
    for mode in dict.fromkeys(modes):
        if reach.is_possible(mode):
            yield mode
        elif not any(w.value == mode and w.field == _ASKED for w in row.warnings):
            row.drop(_ASKED, mode, str(_MISSING[mode]))


def _default_modes(reach: Reach) -> list[str]:
    ways = [mode for mode in ("phone", "mail", "link") if reach.is_possible(mode)]
    return ways or (["come"] if reach.has_place else [])


def _note(row: RowReading) -> str:
    """The details of how to get in touch; those too long for a note are told elsewhere."""
    text = " ".join(row.text("mobilisation_precisions").split())
    return text if len(text) <= _NOTE_MAX else ""


def long_note(row: RowReading) -> str:
    text = row.text("mobilisation_precisions")
    return text if len(" ".join(text.split())) > _NOTE_MAX else ""
