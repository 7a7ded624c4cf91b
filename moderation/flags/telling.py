from django.urls import reverse
from django.utils.translation import override

from contributions.models import Proposal
from contributions.targets import title_of
from moderation.flags.subjects import Subject
from moderation.models import Flag
from notifications.services import notify, retract
from territories.responsible import animators_of

KINDS = ("proposal_hidden", "flag_to_read")


def tell_animators_of_flag(flag: Flag, subject: Subject) -> None:
    """Once for each thing and animator, however many people report it, until it was answered."""
    first = Flag.objects.open().of(subject.kind, subject.thing.pk).earliest("pk")
    for animator in animators_of(subject.territory):
        if animator.pk in {flag.user_id, subject.author.pk if subject.author else None}:
            continue
        with override(animator.language):
            notify(
                recipient=animator,
                kind="flag_to_read",
                key=f"flag_to_read:{first.pk}:{animator.pk}",
                path=reverse("moderation:flags"),
                params={
                    "title": subject.title,
                    "place": subject.territory.name,
                    "reason": flag.get_reason_display(),
                    "is_message": subject.kind == "post",
                },
            )


def tell_author_of_hiding(proposal: Proposal, reason: str) -> None:
    if proposal.author is None:
        return
    with override(proposal.author.language):
        notify(
            recipient=proposal.author,
            kind="proposal_hidden",
            key=_key(proposal),
            path=reverse("contributions:proposal", args=[proposal.uuid]),
            params={"title": title_of(proposal), "reason": str(Flag.Reason(reason).label)},
        )


def untell_author(proposal: Proposal) -> None:
    retract(key=_key(proposal))


def _key(proposal: Proposal) -> str:
    return f"proposal_hidden:{proposal.uuid}"
