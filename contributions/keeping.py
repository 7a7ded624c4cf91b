"""How what is asked becomes a proposal, a next version, and the versions that are kept."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from contributions.actions.registry import Request, action_of, split
from contributions.applying import audit
from contributions.asking import sameness
from contributions.due import set_due
from contributions.errors import TwinProposal
from contributions.models import Proposal, ProposalVersion
from contributions.rebasing import content_hash
from contributions.signals import proposal_opened
from contributions.states import Verb, next_state
from contributions.targets import kind_of, target_id_of, target_of


def drafted(request: Request, action: str, author: User | None) -> Proposal:
    """An unsaved proposal of these changes, with its risk and its territory."""
    column = request.kind.column
    proposal = Proposal(
        target_kind=column,
        action=action,
        author=author,
        author_label=_("Report") if author is None else author.display_name,
        territory=request.territory,
        base_snapshot=request.live,
        base_hash=content_hash(request.live),
        changes=request.changes,
        risk=request.risk.level,
        risk_reasons=request.risk.reasons,
        **({} if request.target is None else {column: request.target}),
    )
    identify(proposal)
    return proposal


def identify(proposal: Proposal) -> None:
    """Write on an unsaved version what makes another one the same: page, act and changes."""
    proposal.dedupe_hash = sameness(
        target=proposal.target_kind,
        target_id=target_id_of(proposal),
        base=proposal.base_snapshot,
        changes=proposal.changes,
        action=proposal.action,
    )


def rewrite(proposal: Proposal, request: Request) -> None:
    """The next version, unsaved, with what these changes make of it; an answer is due anew."""
    draft = drafted(request, proposal.action, proposal.author)
    proposal.state = next_state(proposal.state, Verb.RESUBMIT)
    proposal.version += 1
    for name in ("territory", "base_snapshot", "base_hash", "changes", "risk", "risk_reasons"):
        setattr(proposal, name, getattr(draft, name))
    proposal.dedupe_hash = draft.dedupe_hash
    set_due(proposal, at=timezone.now())


def reassess(proposal: Proposal) -> None:
    """Write on an unsaved version how risky its fields are, and what is the same as it."""
    kind, base = kind_of(proposal), proposal.base_snapshot
    fields, _arguments = split(proposal.changes, action=action_of(proposal), kind=kind)
    after = {**base, **fields}
    if proposal.action == Proposal.Action.CREATE:
        risk = kind.assess_creation(after, kind.place_creation(after, proposal.changes))
    else:
        risk = kind.assess(target_of(proposal), base, after)
    proposal.risk, proposal.risk_reasons = risk.level, risk.reasons
    identify(proposal)


def save_once(proposal: Proposal) -> None:
    """Raises TwinProposal when its author has the same open already."""
    try:
        with transaction.atomic():
            proposal.save()
    except IntegrityError as error:
        if "no_twin_of_an_open_proposal" not in str(error) and "dedupe_hash" not in str(error):
            raise
        raise TwinProposal from None


def keep_version(proposal: Proposal, *, edited_by: User | None = None) -> ProposalVersion:
    """What a proposal says at its present version, for ever; `edited_by` when an animator said it
    otherwise than its author."""
    return ProposalVersion.objects.create(
        proposal=proposal,
        number=proposal.version,
        changes=proposal.changes,
        base_snapshot=proposal.base_snapshot,
        summary=proposal.summary,
        sources=proposal.sources,
        edited_by=edited_by,
        edited_by_label="" if edited_by is None else edited_by.display_name,
    )


def open_proposal(proposal: Proposal) -> None:
    """Keep a new proposal with its first version, its audit event and its notices. Raises
    TwinProposal when its author asks for the same already."""
    write_version(proposal, "proposal.opened")
    proposal_opened.send(sender=Proposal, proposal=proposal)


def write_version(proposal: Proposal, action: str) -> None:
    """The proposal with the version it has from now on, and its audit event. Raises TwinProposal
    as `save_once` does."""
    save_once(proposal)
    keep_version(proposal)
    audit(proposal, action, actor=proposal.author)
