"""A field that both changed: theirs, mine, or both together, for the person to choose from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import QueryDict

from contributions.blocks import BlockMatcher, split_blocks
from contributions.diff import FieldLike
from contributions.editing.typed import CHOICE, as_payload, as_query, put
from contributions.merge import merge_fields

_SALT = "contributions.disputed"
# Two texts in one box, for the person to make one of them.
_LINES = frozenset({"summary", "simple_version", "accessibility", "description"})
_NO_TEXT = frozenset(
    {"fee", "commune", "min_age", "max_age", "latitude", "longitude", "duration_weeks"}
    | {"hours_per_week", "postal_code", "contact_phone", "contact_email", "website", "phone"}
    | {"email", "identifier"}
)
EDIT = "edit"


@dataclass(frozen=True, slots=True)
class Dispute:
    """The whole field as each choice would make it; `both` is None when it makes no sense.

    In rows and rich texts `theirs` and `mine` agree on all that only one of them changed.
    """

    name: str
    theirs: Any
    mine: Any
    both: Any = None

    @property
    def choices(self) -> dict[str, Any]:
        found = {"theirs": self.theirs, "mine": self.mine}
        return found if self.both is None else {**found, "both": self.both}

    @property
    def proposed(self) -> Any:
        """What stands in the box at first: never less than what was typed."""
        return self.mine if self.both is None else self.both


def disputes(
    names: Iterable[str],
    *,
    base: Mapping[str, Any],
    mine: Mapping[str, Any],
    theirs: Mapping[str, Any],
    schema: Mapping[str, FieldLike],
) -> list[Dispute]:
    """One for each of the fields in conflict."""
    return [_dispute(schema[name], base[name], mine[name], theirs[name]) for name in names]


def _dispute(field: FieldLike, base: Any, mine: Any, theirs: Any) -> Dispute:
    if field.kind not in {"rows", "rich_text"}:
        return Dispute(field.name, theirs, mine, _both(field, mine, theirs))
    schema = {field.name: field.kind}
    sides = ({field.name: base}, {field.name: mine}, {field.name: theirs})
    live = merge_fields(*sides, schema).merged[field.name]
    ours = merge_fields(sides[0], sides[2], sides[1], schema).merged[field.name]
    return Dispute(field.name, live, ours, _both(field, ours, live))


def _both(field: FieldLike, mine: Any, theirs: Any) -> Any:
    if field.kind == "set":
        return sorted({*(mine or []), *(theirs or [])})
    if field.kind == "rows":
        return _rows_of_both(mine, theirs)
    if field.kind == "rich_text":
        return _blocks_of_both(mine or "", theirs or "")
    if field.name in _NO_TEXT or not mine or not theirs:
        return None
    return f"{theirs}\n{mine}" if field.name in _LINES else f"{theirs} / {mine}"


def _rows_of_both(mine: list[dict[str, str]], theirs: list[dict[str, str]]) -> Any:
    """Theirs, then each of mine that says something else; None when only the order differs."""
    said = {row["uuid"]: row for row in theirs}
    added = [row for row in mine if said.get(row["uuid"]) != row]
    if not added:
        return None
    return [*theirs, *({**row, "uuid": ""} if row["uuid"] in said else row for row in added)]


def _blocks_of_both(mine: str, theirs: str) -> str:
    """The blocks of both in order; where they differ, theirs and then mine."""
    live, ours = split_blocks(theirs), split_blocks(mine)
    found: list[str] = []
    at_live = at_ours = 0
    for start_live, start_ours, length in BlockMatcher(None, live, ours).get_matching_blocks():
        found += [*live[at_live:start_live], *ours[at_ours:start_ours]]
        found += live[start_live : start_live + length]
        at_live, at_ours = start_live + length, start_ours + length
    return "".join(found)


def seal_disputes(found: Iterable[Dispute]) -> str:
    """What each choice stands for, signed: the server needs no memory of it."""
    said = {one.name: one.choices for one in found}
    return signing.dumps(said, salt=_SALT, compress=True)


def unseal_disputes(sealed: str) -> list[Dispute]:
    """Nothing when it is broken: then what is typed in the boxes counts."""
    try:
        said = signing.loads(sealed, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return []
    return [Dispute(name, **choices) for name, choices in said.items()]


@dataclass(frozen=True, slots=True)
class Resolved:
    """`typed` with the choices put in; `unclear` are the fields nobody could settle from them."""

    typed: QueryDict
    found: tuple[Dispute, ...]
    chosen: Mapping[str, str]
    unclear: tuple[str, ...]


def resolve(post: QueryDict, typed: QueryDict, schema: Mapping[str, FieldLike]) -> Resolved:
    """Put what was chosen into the boxes. A box that was edited counts, unless another choice was
    ticked too: then nothing is lost, and the person is asked which one they mean."""
    settled = as_query(as_payload(typed))
    found = [one for one in unseal_disputes(post.get("disputed", "")) if one.name in schema]
    chosen = {one.name: post.get(f"{CHOICE}{one.name}", "") for one in found}
    unclear: list[str] = []
    for one in found:
        choice, edited = chosen[one.name], _was_edited(typed, schema[one.name], one)
        if choice in one.choices and not edited:
            put(settled, schema[one.name], one.choices[choice])
        elif choice in one.choices or not (edited or choice == EDIT):
            unclear.append(one.name)
    return Resolved(settled, tuple(found), chosen, tuple(unclear))


def _was_edited(typed: QueryDict, field: FieldLike, dispute: Dispute) -> bool:
    """Whether its boxes hold something that none of the choices would have put there."""
    now = _boxes(typed, field.name)
    return all(now != _boxes(_put(field, value), field.name) for value in dispute.choices.values())


def _put(field: FieldLike, value: Any) -> QueryDict:
    made = QueryDict(mutable=True)
    put(made, field, value)
    return made


def _boxes(typed: QueryDict, name: str) -> dict[str, list[str]]:
    """The boxes of a field that hold something, line ends aside."""
    own = {
        box: [value.replace("\r\n", "\n").strip() for value in values]
        for box, values in as_payload(typed).items()
        if box == name or (box.startswith(f"{name}-") and not box.endswith("_FORMS"))
    }
    return {box: sorted(filter(None, values)) for box, values in own.items() if any(values)}
