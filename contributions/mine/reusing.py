"""The text of a proposal that did not go live, ready to be sent again from the editing page."""

from typing import Any
from uuid import UUID

from accounts.models import User
from contributions.merge import merge_fields
from contributions.mine.permissions import can_reuse
from contributions.models import Proposal
from contributions.permissions import visible_fields
from contributions.targets import kind_of, target_of


def to_reuse(*, user: User, uuid: str, target: Any) -> Proposal | None:
    """The proposal that `?reprendre=<uuid>` names on the editing page of a target; None when it is
    no uuid, not theirs, not of this page, or not to be redone.
    """
    try:
        key = UUID(uuid)
    except ValueError:
        return None
    found = Proposal.objects.filter(uuid=key, author=user).first()
    if found is None or target_of(found) != target or not can_reuse(user, found):
        return None
    return found


def changes_to_reuse(*, user: User, proposal: Proposal) -> dict[str, Any]:
    """Field values to fill the editing page with: what the author asked, on the page as it is now.

    What others added beside it stays; where they changed the same place, the author's words come
    back. Fields the author may not see any more, and those that say so already, are left out.
    Raises PermissionDenied with the reason.
    """
    can_reuse(user, proposal).or_raise()
    kind, target = kind_of(proposal), target_of(proposal)
    live, visible = kind.snapshot(target), visible_fields(user, target)
    kinds = kind.kinds()
    found: dict[str, Any] = {}
    for name, mine in proposal.changes.items():
        if name not in kinds or name not in visible:
            continue
        was = proposal.base_snapshot.get(name, live[name])
        result = merge_fields({name: was}, {name: mine}, {name: live[name]}, {name: kinds[name]})
        value = mine if result.conflicts else result.merged[name]
        if value != live[name]:
            found[name] = value
    return found
