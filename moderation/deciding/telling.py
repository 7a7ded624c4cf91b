"""What people are told of the acts of animators, and what is not told of those undone at once."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from contributions.models import Proposal
from contributions.targets import kind_of, title_of
from moderation.models import Agreement, Decision, Escalation
from moderation.telling import support_key, tell_author
from notifications.services import cancel, notify
from territories.models import Territory
from territories.responsible import animators_of, responsible_territory

Verdict = Decision.Verdict
_TOLD = {
    Verdict.ACCEPT: ("proposal_accepted", "proposal_accepted_in_part"),
    Verdict.REFUSE: ("proposal_refused",),
    Verdict.ASK: ("proposal_change_asked",),
    Verdict.JOIN: ("proposal_joined", "proposal_turned"),
}


def tell_of_a_part(part: Proposal, answer: Decision | Agreement, refusal: Decision | None) -> None:
    """One message for what was accepted and for what was not. Nothing of the part is said while a
    second person has to accept it."""
    whole = part.part_of
    if whole is None:
        return
    if isinstance(answer, Decision):
        said = {
            "fields": _labels(part),
            "is_refused": refusal is not None,
            "message": refusal.message if refusal else "",
            **({"reason": refusal.reason} if refusal else {}),
        }
        tell_author(part, "proposal_accepted_in_part", said)
    elif refusal is not None:
        refused = {"reason": refusal.reason, "message": refusal.message}
        tell_author(whole, "proposal_refused", refused)


def _labels(proposal: Proposal) -> str:
    """What it changes, in its author's language."""
    schema = kind_of(proposal).schema
    with override(proposal.author.language if proposal.author else None):
        return ", ".join(str(one.label) for name, one in schema.items() if name in proposal.changes)


def untell_decision(proposal: Proposal, decision: Decision) -> None:
    """Nobody hears of a decision that was undone before its notices left."""
    version = f"{proposal.uuid}:{decision.proposal_version}"
    for kind in _TOLD[Verdict(decision.verdict)]:
        cancel(key=f"{kind}:{version}")
    if decision.verdict == Verdict.ASK:
        return
    for user_id in proposal.supports.values_list("user_id", flat=True):
        cancel(key=support_key(proposal, decision.proposal_version, user_id))


def tell_seconds(proposal: Proposal, agreement: Agreement) -> None:
    """Whoever can be the second learns that one accepts: those of the nearest territory where
    somebody else is."""
    for animator in _seconds(proposal, agreement):
        _tell_animator(
            animator,
            proposal,
            kind="proposal_to_second",
            key=f"proposal_to_second:{agreement.pk}:{animator.pk}",
            params={"by": agreement.moderator_label},
        )


def untell_seconds(agreement: Agreement) -> None:
    for animator in _seconds(agreement.proposal, agreement):
        cancel(key=f"proposal_to_second:{agreement.pk}:{animator.pk}")


def _seconds(proposal: Proposal, agreement: Agreement) -> list[User]:
    here: Territory | None = responsible_territory(proposal.territory)
    while here is not None:
        busy = (agreement.moderator_id, proposal.author_id)
        if found := [one for one in animators_of(here) if one.pk not in busy]:
            return found
        here = None if here.parent is None else responsible_territory(here.parent)
    return []


def tell_those_above(proposal: Proposal, escalation: Escalation) -> None:
    """Whom an animator asks learns what for, in their words."""
    for animator in animators_of(escalation.to):
        if animator.pk in (proposal.author_id, escalation.by_id):
            continue
        _tell_animator(
            animator,
            proposal,
            kind="proposal_escalated",
            key=f"proposal_escalated:{escalation.pk}:{animator.pk}",
            params={"by": escalation.by_label, "message": escalation.message},
        )


def untell_those_above(escalation: Escalation) -> None:
    for animator in animators_of(escalation.to):
        cancel(key=f"proposal_escalated:{escalation.pk}:{animator.pk}")


def tell_of_what_is_late(escalations: Sequence[Escalation]) -> None:
    """One notice a territory and animator for all that the clock brought up at once."""
    late = Counter(escalation.to for escalation in escalations)
    first = min((escalation.pk for escalation in escalations), default=0)
    for territory, count in late.items():
        for animator in animators_of(territory):
            with override(animator.language):
                path = reverse("moderation:queue")
            notify(
                recipient=animator,
                kind="proposals_late",
                key=f"proposals_late:{first}:{territory.pk}:{animator.pk}",
                path=path,
                params={"place": territory.name, "count": count},
            )


def _tell_animator(
    animator: User, proposal: Proposal, *, kind: str, key: str, params: Mapping[str, Any]
) -> None:
    with override(animator.language):
        path = reverse("moderation:proposal", args=[proposal.uuid])
        said = {"title": title_of(proposal), "place": proposal.territory.name, **params}
    notify(recipient=animator, kind=kind, key=key, path=path, params=said)
