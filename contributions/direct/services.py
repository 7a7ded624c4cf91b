"""Edits of those who keep a page: live at once when the risk allows it, proposed otherwise."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from wagtail.models import Revision

from accounts.models import User
from contributions.actions.registry import Request
from contributions.asking import clean_sources, clean_summary
from contributions.direct.permissions import can_publish_at_once
from contributions.errors import StaleVersion
from contributions.models import DirectPublication, Proposal
from contributions.permissions import can_propose_for
from contributions.proposing import prepare
from contributions.screening import require_fit
from contributions.services import propose
from contributions.signals import published_directly
from contributions.targets import kind_named
from offers.models import OfferPage, Structure
from offers.publishing import publish_one
from offers.structures import publish_structure


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of an edit: on the page already, or waiting for an animator."""

    published: DirectPublication | None = None
    proposal: Proposal | None = None


@transaction.atomic
def publish_own_edit(
    *,
    author: User,
    target_kind: str,
    target: Any,
    changes: Mapping[str, Any],
    summary: str,
    sources: Sequence[Mapping[str, Any]] = (),
    kind: str = Proposal.Kind.FACT,
    on_behalf_of: Structure | None = None,
    base: Mapping[str, Any] | None = None,
) -> Sent:
    """Send an edit: live at once, as one revision to be read afterwards, when the author keeps the
    page and the risk is low or medium; a proposal otherwise.

    Raises what `propose` raises, or StaleVersion when the page moved at that very moment; then
    nothing is written.
    """
    if on_behalf_of is not None:
        can_propose_for(author, on_behalf_of.pk).or_raise()
    text, cited = clean_summary(summary), clean_sources(sources)
    said: dict[str, Any] = {"author": author, "target_kind": target_kind, "target": target}
    said |= {"changes": changes, "base": base}
    asked = prepare(**said)
    if not can_publish_at_once(author, asked):
        beside: dict[str, Any] = {"summary": summary, "sources": sources, "kind": kind}
        beside["request"] = asked
        return Sent(proposal=propose(**said, **beside, on_behalf_of=on_behalf_of))
    # Only now: a proposal is locked before its page, never after. What is prepared under the lock
    # is what is published.
    kind_named(target_kind).lock(target.pk)
    request = prepare(**said)
    require_fit(text, request)
    if not can_publish_at_once(author, request):
        raise StaleVersion
    publication = drafted(request, author)
    publication.summary, publication.sources = text, cited
    return Sent(published=_publish(publication, request, author))


def drafted(request: Request, author: User) -> DirectPublication:
    """An unsaved publication of these changes, for now, without its page."""
    return DirectPublication(
        uuid=uuid4(),
        target_kind=request.kind.column,
        author=author,
        author_label=author.display_name,
        fields=sorted(name for name in request.changes if name in request.live),
        risk=request.risk.level,
        at=timezone.now(),
    )


def _publish(publication: DirectPublication, request: Request, author: User) -> DirectPublication:
    """One revision, or one row of history, with its audit event and its row to patrol."""
    data = {"direct": str(publication.uuid), "risk": int(publication.risk)}
    if isinstance(request.target, OfferPage):
        publication.offer = request.target
        publication.revision = _offer_revision(publication, request, author, data)
    else:
        publication.structure = request.target
        publish_structure(
            structure=request.target,
            fields=request.changes,
            author=author,
            at=publication.at,
            data=data,
        )
        publication.version = request.target.history.latest().history_id
    publication.save(force_insert=True)
    reasons = request.risk.reasons
    published_directly.send(sender=DirectPublication, publication=publication, reasons=reasons)
    return publication


def _offer_revision(
    publication: DirectPublication, request: Request, author: User, data: dict[str, Any]
) -> Revision:
    return publish_one(
        offer=request.target,
        fields=request.changes,
        author=author,
        at=publication.at,
        summary=publication.summary,
        data=data,
    )
