"""A proposal that an animator says otherwise, within what it already changes: its next version."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from contributions.actions.registry import Asked, Standing, action_of, split
from contributions.applying import audit, require_seen
from contributions.errors import StaleVersion
from contributions.keeping import keep_version, rewrite, save_once
from contributions.models import Proposal
from contributions.permissions import visible_fields
from contributions.targets import Fields, kind_of, target_of
from offers.validation import InvalidFields


def improve(
    proposal: Proposal, *, seen: tuple[int, str], by: User, changes: Mapping[str, Any]
) -> tuple[int, str]:
    """Write the next version of a locked proposal, with these values over what was seen of it; what
    is to be accepted next: a version and the hash of what it would publish. Unchanged words make
    no version.

    Permission is the caller's. Locks the page. Raises StaleVersion, ClosedProposal, InvalidFields
    (with it a field that the proposal does not change, or one in conflict that is not given),
    NoChange or TwinProposal.
    """
    version, shown_hash = seen
    require_seen(proposal, version=version)
    kind, action = kind_of(proposal), action_of(proposal)
    standing = action.stand(proposal, kind, lock=True)
    if standing.rebased.hash != shown_hash:
        raise StaleVersion
    _, arguments = split(proposal.changes, action=action, kind=kind)
    fields = _improved(proposal, standing, changes)
    if fields == standing.rebased.touched and standing.rebased.can_go_live:
        return seen
    # Protected fields that its author could see stay in it; the animator may not see them here.
    visible = partial(_visible, by, frozenset(proposal.changes))
    asked = Asked(
        kind=kind,
        target=target_of(proposal),
        fields=fields,
        arguments=arguments,
        base={},
        visible=visible,
    )
    rewrite(proposal, action.read(asked))
    save_once(proposal)
    keep_version(proposal, edited_by=by)
    audit(proposal, "proposal.edited", actor=by)
    edited = action.stand(proposal, kind, lock=True).rebased
    if edited.errors:
        raise InvalidFields(edited.errors)
    return proposal.version, edited.hash


def _improved(proposal: Proposal, standing: Standing, changes: Mapping[str, Any]) -> Fields:
    """All that the proposal would set, with the new values."""
    kind, rebased = kind_of(proposal), standing.rebased
    outside = [name for name in changes if name not in proposal.changes or name not in kind.schema]
    if outside:
        message = _("This was not proposed: propose it on the page instead.")
        raise InvalidFields({name: [message] for name in outside})
    left = {one.field for one in rebased.conflicts} - changes.keys()
    if left:
        message = _("The page changed here meanwhile: say what it should be now.")
        raise InvalidFields({name: [message] for name in left})
    touched = {name: value for name, value in rebased.touched.items() if name in proposal.changes}
    return {**touched, **changes}


def _visible(by: User, proposed: frozenset[str], target: Any) -> frozenset[str]:
    return visible_fields(by, target) | proposed
