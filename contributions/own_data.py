"""What contributions hold on a person: what they proposed. The text stays, the name goes."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import public_name, register_eraser, register_exporter
from contributions.discussion import own_data as discussion
from contributions.models import Proposal, ProposalVersion, Support


def export_proposals(user: User) -> list[dict[str, Any]]:
    return [
        {
            "id": str(proposal.uuid),
            "summary": proposal.summary,
            "changes": proposal.changes,
            "sources": proposal.sources,
            "state": proposal.state,
            "created_at": proposal.created_at.isoformat(),
        }
        for proposal in Proposal.objects.written_by(user.pk)
    ]


def forget_author(user: User) -> None:
    for proposal in Proposal.objects.written_by(user.pk):
        proposal.author = None
        proposal.author_label = public_name(None)
        proposal.save(update_fields=["author", "author_label"])


def forget_editor(user: User) -> None:
    """What they said better for somebody else stays that person's."""
    ProposalVersion.objects.filter(edited_by=user).update(
        edited_by=None, edited_by_label=public_name(None)
    )


def export_edits(user: User) -> list[dict[str, Any]]:
    rows = ProposalVersion.objects.filter(edited_by=user).select_related("proposal")
    return [
        {"proposal": str(row.proposal.uuid), "version": row.number, "at": row.at.isoformat()}
        for row in rows
    ]


def export_supports(user: User) -> list[dict[str, Any]]:
    return [
        {
            "proposal": str(support.proposal.uuid),
            "summary": support.summary,
            "sources": support.sources,
            "at": support.at.isoformat(),
        }
        for support in Support.objects.filter(user=user).select_related("proposal")
    ]


def forget_supporter(user: User) -> None:
    Support.objects.filter(user=user).delete()


def register() -> None:
    discussion.register()
    register_exporter("supports", export_supports, _("Proposals of others that you supported"))
    register_eraser("supports", forget_supporter)
    register_exporter("edits", export_edits, _("Proposals of others that you edited"))
    register_eraser("edits", forget_editor)
    register_exporter("proposals", export_proposals, _("Changes you proposed"))
    register_eraser("proposals", forget_author)
