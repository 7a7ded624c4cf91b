"""The parts of a page that can be protected: those in which it is edited, with their fields."""

from contributions.editing.parts import OFFER_PARTS, STRUCTURE_PARTS, Part

_PARTS: dict[str, tuple[Part, ...]] = {"offer": OFFER_PARTS, "structure": STRUCTURE_PARTS}


def parts_of(kind: str) -> tuple[Part, ...]:
    """Those of a kind of page; one without parts is protected as a whole."""
    return _PARTS.get(kind, ())


def title_of_part(kind: str, key: str) -> str:
    """Its words, "" for the whole page."""
    return next((str(part.title) for part in parts_of(kind) if part.key == key), "")


def fields_of(kind: str, key: str) -> frozenset[str]:
    """The fields of a part, none for a key that is none."""
    return frozenset(name for part in parts_of(kind) if part.key == key for name in part.fields)


def covers(kind: str, key: str, fields: frozenset[str]) -> bool:
    """Whether a protection of this part is about a change of these fields; none of them stand for
    the whole page, which every protection is about."""
    if not key or not fields:
        return True
    return any(part.key == key and fields.intersection(part.fields) for part in parts_of(kind))
