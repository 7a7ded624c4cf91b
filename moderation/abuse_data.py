"""What trust, blocks and reports hold on a person, and for how long."""

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import public_name, register_eraser, register_exporter
from journal.clock import job
from moderation.blocks.queries import about
from moderation.limits.pace import forget_idle
from moderation.models import Block, Flag, HiddenProposal, Protection, Trust, TrustChange

# How long after its end a block can still be recognised, and its words read.
RECOGNISED = timedelta(days=30)
READ = timedelta(days=365)


def export_trust(user: User) -> list[dict[str, Any]]:
    return [
        {
            "territory": trust.territory.uid,
            "level": trust.level,
            "accepted": trust.accepted,
            "refused": trust.refused,
            "undone": trust.reverted,
            "steps": [
                {"at": step.at.isoformat(), "from": step.before, "to": step.after, "why": step.why}
                for step in trust.changes.all()
            ],
        }
        for trust in Trust.objects.filter(user=user)
        .select_related("territory")
        .prefetch_related("changes")
    ]


def export_blocks(user: User) -> list[dict[str, Any]]:
    """With the note of the animators: it is about the person too."""
    return [
        {
            "reason": block.reason,
            "message": block.message,
            "note": block.private_note,
            "acts": block.acts,
            "from": block.starts_at.isoformat(),
            "until": block.ends_at.isoformat() if block.ends_at else None,
        }
        for block in Block.objects.filter(about(user))
    ]


def export_flags(user: User) -> list[dict[str, Any]]:
    return [
        {"reason": flag.reason, "text": flag.text, "at": flag.at.isoformat()}
        for flag in Flag.objects.filter(user=user)
    ]


def forget_person(user: User) -> None:
    """Their trust goes with the account; a block lasts by its keyed hash, without name or words;
    what they decided stays without their name."""
    for block in Block.objects.filter(user=user):
        block.user, block.user_label, block.message, block.private_note = None, "", "", ""
        if block.reason == Block.Reason.OTHER:
            block.message = "—"
        block.save(update_fields=["user", "user_label", "message", "private_note"])
    Flag.objects.filter(user=user).update(text="", user=None)
    gone = public_name(None)
    for model in (Block, Protection):
        model.objects.filter(by=user).update(by=None, by_label=gone)
        model.objects.filter(lifted_by=user).update(lifted_by=None, lifted_by_label=gone)
    for noted in (TrustChange, HiddenProposal):
        noted.objects.filter(by=user).update(by=None, by_label=gone)


def register() -> None:
    register_exporter("trust", export_trust, _("How far you are trusted, and why"))
    register_exporter("blocks", export_blocks, _("Blocks"))
    register_exporter("flags", export_flags, _("Messages and proposals you reported"))
    register_eraser("trust", forget_person)


@job("moderation.forget", every=timedelta(days=1))
def forget(at: datetime) -> None:
    """Nothing is recognised nor read for longer than it serves."""
    forget_idle(at)
    over = Block.objects.over(before=at)
    over.of_networks().update(network_hash="")
    Block.objects.over(before=at - RECOGNISED).exclude(email_hash="").update(email_hash="")
    old = Block.objects.over(before=at - READ).exclude(private_note="", message="")
    old.exclude(reason=Block.Reason.OTHER).update(private_note="", message="")
    old.filter(reason=Block.Reason.OTHER).update(private_note="", message="—")
    Flag.objects.filter(closed_at__lt=at - READ).exclude(text="").update(text="")
