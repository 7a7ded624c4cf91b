"""What of a proposal can be taken apart: whole fields, rows of a list, members of a set."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from contributions.actions.registry import action_of, split
from contributions.applying import audit
from contributions.errors import TwinProposal
from contributions.keeping import keep_version, reassess, save_once
from contributions.models import Proposal, Support
from contributions.targets import Fields, TargetKind, kind_of
from offers.validation import InvalidFields


@dataclass(frozen=True, slots=True)
class Piece:
    """One change that can be chosen: `path` is a field, or `field.<row uuid or member>`."""

    path: str
    field: str
    before: Any
    after: Any


def pieces_of(proposal: Proposal) -> list[Piece]:
    """Each change a proposal asks for, in the order of the page."""
    kind = kind_of(proposal)
    fields, _arguments = split(proposal.changes, action=action_of(proposal), kind=kind)
    return [
        piece
        for name, field in kind.schema.items()
        if name in fields
        for piece in _pieces(name, field.kind, proposal.base_snapshot.get(name), fields[name])
    ]


def _pieces(name: str, kind: str, before: Any, after: Any) -> Iterable[Piece]:
    if kind == "set":
        for member in sorted({*(before or ())} ^ {*(after or ())}):
            is_new = member not in (before or ())
            yield Piece(
                f"{name}.{member}", name, None if is_new else member, member if is_new else None
            )
    elif kind == "rows":
        yield from _pieces_of_rows(name, before or [], after or [])
    else:
        yield Piece(name, name, before, after)


def _pieces_of_rows(name: str, before: list[Any], after: list[Any]) -> Iterable[Piece]:
    was, now = {row["uuid"]: row for row in before}, {row["uuid"]: row for row in after}
    changed = [key for key in {**was, **now} if was.get(key) != now.get(key)]
    if not changed:  # only their order
        yield Piece(name, name, before, after)
    for key in changed:
        yield Piece(f"{name}.{key}", name, was.get(key), now.get(key))


def split_off(proposal: Proposal, *, paths: Collection[str]) -> Proposal:
    """Make of the chosen changes of a locked proposal one of its own, its part, by the same author;
    the rest stays as the next version.

    A field names all its pieces. Raises InvalidFields on `paths` when nothing is chosen, all is, or
    something the proposal does not ask for.
    """
    kind = kind_of(proposal)
    chosen = _chosen(proposal, paths)
    taken, rest = _share(proposal, kind, chosen)
    part = _part(proposal, kind, taken)
    _reduce(proposal, kind, rest)
    _share_supports(proposal, part)
    return part


def _chosen(proposal: Proposal, paths: Collection[str]) -> list[Piece]:
    pieces = pieces_of(proposal)
    known = {one.path for one in pieces} | {one.field for one in pieces}
    chosen = [one for one in pieces if one.path in paths or one.field in paths]
    if not chosen or not known.issuperset(paths):
        raise InvalidFields({"paths": [_("Choose among what is proposed.")]})
    if len(chosen) == len(pieces):
        raise InvalidFields({"paths": [_("You chose everything: accept the whole proposal.")]})
    return chosen


def _share(proposal: Proposal, kind: TargetKind, chosen: list[Piece]) -> tuple[Fields, Fields]:
    """The changes of the part, and those that are left."""
    base, paths = proposal.base_snapshot, {one.path for one in chosen}
    taken: Fields = {}
    rest: Fields = {}
    for name, asked in proposal.changes.items():
        pieces = [one for one in pieces_of(proposal) if one.field == name]
        mine = [one for one in pieces if one.path in paths]
        if not pieces or not mine:
            rest[name] = asked
        elif len(mine) == len(pieces):
            taken[name] = asked
        else:
            others = [one for one in pieces if one.path not in paths]
            how = kind.schema[name].kind
            taken[name] = _apply(how, base.get(name) or [], asked, mine)
            rest[name] = _apply(how, base.get(name) or [], asked, others)
    return taken, rest


def _apply(how: str, before: list[Any], asked: list[Any], pieces: list[Piece]) -> list[Any]:
    if how == "set":
        come = {one.after for one in pieces} - {None}
        return sorted((set(before) | come) - {one.before for one in pieces})
    keys = {one.path.partition(".")[2] for one in pieces}
    changed = {row["uuid"]: row for row in asked if row["uuid"] in keys}
    kept = [row for row in before if row["uuid"] not in keys]
    return _in_order([*kept, *changed.values()], [*asked, *before])


def _in_order(rows: list[Any], like: list[Any]) -> list[Any]:
    order = {row["uuid"]: index for index, row in reversed(list(enumerate(like)))}
    return sorted(rows, key=lambda row: order[row["uuid"]])


def _part(proposal: Proposal, kind: TargetKind, changes: Fields) -> Proposal:
    copied = (
        "target_kind",
        "action",
        "kind",
        "channel",
        "author",
        "author_label",
        "on_behalf_of",
        "imported_from",
        "territory",
        "base_snapshot",
        "base_hash",
        "summary",
        "sources",
        "created_at",
        "due_at",
        kind.column,
    )
    part = Proposal(part_of=proposal, **{name: getattr(proposal, name) for name in copied})
    part.escalates_at, part.escalated_to = proposal.escalates_at, proposal.escalated_to
    part.changes = _with_arguments(proposal, kind, changes)
    reassess(part)
    part.save()
    keep_version(part)
    audit(part, "proposal.parted", actor=None)
    return part


def _reduce(proposal: Proposal, kind: TargetKind, changes: Mapping[str, Any]) -> None:
    """What is left is its next version; it no longer asks for what went its own way."""
    proposal.changes = dict(changes)
    proposal.version += 1
    reassess(proposal)
    try:
        save_once(proposal)
    except TwinProposal:
        message = _("Its author asks for the rest in another proposal as well: answer that first.")
        raise InvalidFields({"paths": [message]}) from None
    keep_version(proposal)


def _share_supports(proposal: Proposal, part: Proposal) -> None:
    """Who asked for all of it asked for both."""
    theirs = list(proposal.supports.filter(proposal_version=proposal.version - 1))
    for one in theirs:
        Support.objects.create(
            proposal=part,
            user_id=one.user_id,
            proposal_version=part.version,
            summary=one.summary,
            sources=one.sources,
            at=one.at,
        )
        one.proposal_version = proposal.version
        one.save(update_fields=["proposal_version"])


def _with_arguments(proposal: Proposal, kind: TargetKind, changes: Fields) -> Fields:
    _fields, arguments = split(proposal.changes, action=action_of(proposal), kind=kind)
    return {**changes, **arguments}
