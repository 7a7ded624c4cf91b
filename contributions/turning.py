"""A proposed new page that the site has already becomes an edit of the page that stands."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from contributions.actions.registry import action_of, split
from contributions.applying import audit, lock_proposal
from contributions.due import set_due
from contributions.errors import MovedOn, NoChange
from contributions.keeping import drafted
from contributions.models import Proposal
from contributions.permissions import visible_fields
from contributions.proposing import prepare
from contributions.targets import Fields, TargetKind, kind_of

Action, Channel, State = Proposal.Action, Proposal.Channel, Proposal.State
# A point of the map goes with the street it stands for.
_POINT = frozenset({"latitude", "longitude"})


def edit_of(creation: Proposal, target: Any, *, at: datetime) -> Proposal:
    """An unsaved edit of the page, of the same author, with what the new page would have said and
    this one does not. Nothing is emptied, nor taken out of sets and rows.

    Raises NoChange, InvalidFields, or PermissionDenied when its author may not change that page.
    """
    kind = kind_of(creation)
    fields, _arguments = split(creation.changes, action=action_of(creation), kind=kind)
    seen = visible_fields(creation.author, target)
    asked = {name: value for name, value in fields.items() if name in seen}
    changes = differing(kind, asked, kind.snapshot(target))
    if not changes:
        raise NoChange
    # What it says was looked at when it was sent: nobody sends anything now.
    request = prepare(
        author=creation.author,
        target_kind=kind.column,
        target=target,
        changes=changes,
        channel=Channel.IMPORT,
    )
    edit = drafted(request, Action.EDIT, creation.author)
    for name in ("author_label", "on_behalf_of", "summary", "sources", "kind", "channel"):
        setattr(edit, name, getattr(creation, name))
    edit.created_at = at
    set_due(edit, at=at)
    return edit


def differing(kind: TargetKind, asked: Mapping[str, Any], live: Fields) -> Fields:
    """What is asked beside what stands: new values, more in the sets, more rows."""
    ways = {"set": _more_of_a_set, "rows": _more_rows}
    found: Fields = {}
    for name, value in asked.items():
        wanted = ways.get(kind.schema[name].kind, _other)(live[name], value)
        if wanted != live[name]:
            found[name] = wanted
    if "street_address" not in found:
        found = {name: value for name, value in found.items() if name not in _POINT}
    return found


def turned_into(creation: Proposal) -> Proposal | None:
    """The edit that a locked closed creation became, if it did."""
    edit = creation.joined_to
    is_turned = edit is not None and edit.action == Action.EDIT and creation.action == Action.CREATE
    if edit is None or not is_turned or edit.created_at != creation.decided_at:
        return None
    return edit


def close_turned(edit: Proposal, creation: Proposal, *, by: Any, at: datetime) -> Proposal:
    """Close the edit again, the creation being one of its own. Raises MovedOn when somebody did
    something with it since."""
    locked = lock_proposal(edit.pk)
    if locked.state not in Proposal.OPEN or locked.version != 1:
        raise MovedOn
    locked.state, locked.decided_at, locked.joined_to = State.JOINED, at, creation
    locked.save(update_fields=["state", "decided_at", "joined_to"])
    audit(locked, "proposal.joined", actor=by, to=str(creation.uuid))
    return locked


def _other(before: Any, asked: Any) -> Any:
    return before if asked in (None, "", [], {}) else asked


def _more_of_a_set(before: Any, asked: Any) -> Any:
    missing = [one for one in asked if one not in before]
    return [*before, *missing]


def _more_rows(before: Any, asked: Any) -> Any:
    said = [_plain(row) for row in before]
    return [*before, *({**row, "uuid": ""} for row in asked if _plain(row) not in said)]


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "uuid"}
