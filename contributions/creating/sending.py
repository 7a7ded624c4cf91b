"""A finished draft becomes a proposal."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contributions.creating.drafting import SENT, place_of, was_sent_as
from contributions.creating.kinds import first
from contributions.creating.permissions import can_send_offer
from contributions.creating.screens import COPIED, Written
from contributions.drafts.services import save_draft
from contributions.models import Draft, Proposal
from contributions.permissions import keeps
from contributions.services import propose
from offers.models import Structure
from offers.validation import InvalidFields


@transaction.atomic
def send_offer(*, draft: Draft, author: User) -> Proposal:
    """Propose the offer to the animators, once: a draft sent again answers with its proposal.

    Raises InvalidFields, TwinProposal, or PermissionDenied with the reason; nothing is written.
    """
    can_send_offer(author).or_raise()
    locked = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if sent := was_sent_as(locked):
        return Proposal.objects.get(uuid=sent)
    written = Written(locked.payload, author)
    if not written.is_complete or written.runner is None:
        raise InvalidFields({})
    if written.typed.get(COPIED) and not written.typed.get("has_checked"):
        message = _("Tick that you have checked the address, the hours and the contacts.")
        raise InvalidFields({"has_checked": [message]})
    proposal: Proposal = propose(
        author=author,
        target_kind=Proposal.Target.OFFER,
        action=Proposal.Action.CREATE,
        changes={**written.fields(), "structure": _said(written)},
        summary=_summary(written),
        on_behalf_of=_kept(author, written.runner.structure),
    )
    save_draft(
        place=place_of(locked),
        payload={SENT: [str(proposal.uuid)]},
        seq=locked.seq + 1,
        is_writing=False,
    )
    return proposal


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


def _kept(author: User, structure: Structure | None) -> Structure | None:
    return structure if structure and keeps(author, structure.pk) else None


def _summary(written: Written) -> str:
    title = " ".join(first(written.typed, "title").split())
    said = " ".join(first(written.typed, "proposal_summary").split())
    new = _("New offer: %(title)s") % {"title": title}
    return f"{new}. {said}"[:500] if said else new
