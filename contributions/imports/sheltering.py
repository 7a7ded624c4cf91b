"""Places that must not be found: their street is nowhere, not even for the time of an import."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from contributions.imports.files import Files, rows_in
from offers.exchange.parsing import Parser
from offers.exchange.records import Problem
from offers.richtext import plain_text
from offers.schema import OFFER_FIELDS
from territories.fold import fold

# A shorter street ("Le Bourg") is a word like another.
_SHORTEST_STREET = 9
_TEXTS = tuple(
    name
    for name, field in OFFER_FIELDS.items()
    if field.kind == "rich_text" or name in {"title", "summary", "simple_version"}
)


def sheltered_structures(files: Files, parser: Parser) -> frozenset[tuple[str, str]]:
    """The structures that a service of the file, be it refused later, shelters people at."""
    found = (parser.hidden_structure(raw) for raw in rows_in(files.services, "services"))
    return frozenset(key for key in found if key is not None)


def tells_its_street(fields: Mapping[str, Any], streets: Iterable[str]) -> Problem | None:
    """Texts of a hidden offer that say where it is: an animator, not an import, may publish them.

    `streets` are all that are known of the place: those of the offer, of its structure.
    """
    said = fold(" ".join(plain_text(fields[name]) for name in _TEXTS))
    known = {fold(street) for street in streets}
    if not any(len(street) >= _SHORTEST_STREET and street in said for street in known):
        return None
    reason = _("The address of this place is protected: take it out of the texts.")
    return Problem("description", "", reason)
