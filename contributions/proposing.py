"""What someone asks, checked on the page as it is now: kept by `contributions.services`."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from contributions.actions.registry import ActionKind, Asked, Request, find_action, split
from contributions.models import Proposal
from contributions.permissions import can_propose, can_report, visible_fields
from contributions.screening import screened
from contributions.targets import TargetKind, find_kind
from offers.validation import InvalidFields

Action, Channel = Proposal.Action, Proposal.Channel


def prepare(
    *,
    author: User | None,
    target_kind: str,
    target: Any = None,
    action: str = Action.EDIT,
    changes: Mapping[str, Any],
    base: Mapping[str, Any] | None = None,
    channel: str = Channel.WEB,
) -> Request:
    """Normalise and check what is asked, and put it onto the live row. Writes nothing.

    `changes` are fields with their new values, and what the action says beside (see
    `contributions.actions`); `base` holds the fields as the person saw them (default: as they are
    now). Raises InvalidFields, NoChange, MovedMeanwhile, or PermissionDenied with the reason.
    """
    kind, act = _find(target_kind, action, target)
    current = None if target is None else kind.read(target.pk)
    if author is None and channel == Channel.REPORT:
        can_report(current, action=action).or_raise()
    else:
        can_propose(author, current, action=action).or_raise()
    fields, arguments = split(changes, action=act, kind=kind)
    request = act.read(
        Asked(
            kind=kind,
            target=current,
            fields=fields,
            arguments=arguments,
            base=base or {},
            visible=partial(visible_fields, author),
        )
    )
    return request if channel == Channel.IMPORT else screened(request, author)


def _find(target_kind: str, action: str, target: Any) -> tuple[TargetKind, ActionKind]:
    kind, act = find_kind(target_kind), find_action(action)
    if kind is None:
        raise InvalidFields({"target_kind": [_("Nothing can be proposed on this.")]})
    is_creation = action == Action.CREATE
    if act is None or not act.is_open_to(kind) or is_creation != (target is None):
        raise InvalidFields({"action": [_("This cannot be asked for here.")]})
    if target is not None and not isinstance(target, kind.model):
        raise TypeError(f"The target of a proposal on a {target_kind} is of another kind.")
    return kind, act
