"""The editing page filled with a proposal of one's own that did not go live."""

from typing import Any
from uuid import UUID

from django.http import QueryDict

from contributions.editing.desk import Desk
from contributions.editing.typed import as_query, put
from contributions.mine.reusing import changes_to_reuse, to_reuse
from contributions.models import Proposal
from contributions.targets import target_of


def taken_up(desk: Desk, uuid: str) -> QueryDict | None:
    """The boxes as if the person had just typed it; None when there is no such proposal of theirs
    on this page.
    """
    proposal = to_reuse(user=desk.user, uuid=uuid, target=desk.target)
    if proposal is None:
        return None
    values = {**desk.shown, **changes_to_reuse(user=desk.user, proposal=proposal)}
    typed = as_query({})
    for name, field in desk.kind.target.schema.items():
        if name in values:
            put(typed, field, values[name])
    typed["proposal_summary"] = proposal.summary
    typed["takes_up"] = str(proposal.uuid)
    return typed


def standing(desk: Desk, uuid: UUID | None) -> Proposal | None:
    """The proposal that what is sent says otherwise: theirs, on this page, still open."""
    if uuid is None:
        return None
    found: Any = Proposal.objects.open().filter(uuid=uuid, author=desk.user).first()
    return found if found is not None and target_of(found) == desk.target else None
