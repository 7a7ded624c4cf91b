"""What an address of the editing page is about."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from contributions.editing.desk import Subject
from contributions.editing.kinds import KINDS
from contributions.models import Proposal


def page_subject(kind: str, public_id: str) -> Subject:
    """A page, on the site or not. Raises Http404."""
    return Subject(KINDS[kind], KINDS[kind].find(public_id))


def proposal_subject(uuid: UUID) -> Subject:
    """A proposal on a page that has an editing page. Raises Http404."""
    rows = Proposal.objects.select_related("offer", "structure", "territory")
    proposal = get_object_or_404(rows, uuid=uuid, target_kind__in=KINDS)
    target = proposal.offer or proposal.structure
    if target is None:
        raise Http404
    kind = KINDS[proposal.target_kind]
    return Subject(kind, kind.find(target.public_id), proposal)
