"""What contributions hold on a person: what they proposed. The text stays, the name goes."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import public_name, register_eraser, register_exporter
from contributions.models import ContactChange, DirectPublication, Proposal


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


def forget_direct(user: User) -> None:
    """What went live stays without their name; what was told to their address goes."""
    for row in DirectPublication.objects.filter(author=user):
        row.author, row.author_label = None, public_name(None)
        row.save(update_fields=["author", "author_label"])
    ContactChange.objects.filter(told_to__iexact=user.email).delete()


def export_direct(user: User) -> list[dict[str, Any]]:
    return [
        {
            "id": str(row.uuid),
            "summary": row.summary,
            "fields": row.fields,
            "at": row.at.isoformat(),
        }
        for row in DirectPublication.objects.filter(author=user)
    ]


def register() -> None:
    register_exporter("direct", export_direct, _("Changes you put on the site at once"))
    register_eraser("direct", forget_direct)
    register_exporter("proposals", export_proposals, _("Changes you proposed"))
    register_eraser("proposals", forget_author)
