"""A finished draft becomes a page, or a proposal."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contributions.creating.drafting import SENT, place_of, was_sent_as
from contributions.creating.kinds import first
from contributions.creating.permissions import can_send_offer
from contributions.creating.screens import COPIED, Written
from contributions.direct.creations import publish_own_creation, would_go_live
from contributions.direct.services import Sent
from contributions.drafts.services import save_draft
from contributions.models import Draft, Proposal
from offers.validation import InvalidFields


@transaction.atomic
def send_offer(*, draft: Draft, author: User) -> UUID:
    """Publish the offer of those who keep its structure, or propose it to the animators, once: the
    uuid of the direct publication or of the proposal, the same when a draft is sent again.

    Raises InvalidFields, TwinProposal, StaleVersion, or PermissionDenied with the reason; nothing
    is written.
    """
    can_send_offer(author).or_raise()
    locked = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if sent := was_sent_as(locked):
        return sent
    written = Written(locked.payload, author)
    if not written.is_complete or written.runner is None:
        raise InvalidFields({})
    if written.typed.get(COPIED) and not written.typed.get("has_checked"):
        message = _("Tick that you have checked the address, the hours and the contacts.")
        raise InvalidFields({"has_checked": [message]})
    sent = _uuid(
        publish_own_creation(
            author=author,
            changes={**written.fields(), "structure": _said(written)},
            summary=_summary(written),
        )
    )
    save_draft(
        place=place_of(locked),
        payload={SENT: [str(sent)]},
        seq=locked.seq + 1,
        is_writing=False,
    )
    return sent


def _uuid(sent: Sent) -> UUID:
    became = sent.published or sent.proposal
    assert became is not None  # noqa: S101 one of the two, always
    return became.uuid


def goes_live_at_once(written: Written) -> bool:
    """Whether sending a complete draft puts it on the site before anybody reads it."""
    if written.user is None or written.runner is None:
        return False
    return would_go_live(
        author=written.user, changes={**written.fields(), "structure": _said(written)}
    )


def before_it(proposal: Proposal) -> int:
    """How many proposals of its territory were there first and still wait."""
    waiting = Proposal.objects.open().filter(territory=proposal.territory_id)
    return waiting.filter(created_at__lt=proposal.created_at).exclude(pk=proposal.pk).count()


def _said(written: Written) -> Any:
    """The structure's public id, or the fields of the new one."""
    runner = written.runner
    if runner is None:
        return None
    return runner.structure.public_id if runner.structure else runner.new


def _summary(written: Written) -> str:
    title = " ".join(first(written.typed, "title").split())
    said = " ".join(first(written.typed, "proposal_summary").split())
    new = _("New offer: %(title)s") % {"title": title}
    return f"{new}. {said}"[:500] if said else new
