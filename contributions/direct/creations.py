"""New offers of those who keep the structure: live at once when the risk allows it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contributions.actions.registry import Request
from contributions.asking import clean_sources, clean_summary, sameness
from contributions.direct.permissions import can_publish_at_once
from contributions.direct.services import Sent, drafted
from contributions.errors import StaleVersion
from contributions.models import DirectPublication, Proposal
from contributions.permissions import keeps
from contributions.proposing import prepare
from contributions.screening import require_fit
from contributions.services import propose
from contributions.signals import published_directly
from offers.models import OfferPage, Structure
from offers.publishing import empty_fields, publish_new
from offers.snapshots import snapshot
from offers.structures import lock_structure
from offers.validation import InvalidFields
from territories.models import Territory


@transaction.atomic
def publish_own_creation(
    *,
    author: User,
    changes: Mapping[str, Any],
    summary: str,
    sources: Sequence[Mapping[str, Any]] = (),
) -> Sent:
    """Send a new offer: live at once, to be read afterwards, when the author keeps its structure
    and the risk is low or medium; a proposal otherwise, in the name of the structure they keep.

    `changes` are as `propose` takes them. Raises what `propose` raises, InvalidFields when the
    structure has exactly this offer on the site, or StaleVersion when the structure moved at that
    very moment; then nothing is written.
    """
    text, cited = clean_summary(summary), clean_sources(sources)
    asked: dict[str, Any] = {
        "author": author,
        "target_kind": Proposal.Target.OFFER,
        "action": Proposal.Action.CREATE,
        "changes": changes,
    }
    request = prepare(**asked)
    if request.structure is None or not can_publish_at_once(author, request):
        kept = _kept(author, request.structure)
        proposal = propose(**asked, summary=summary, sources=sources, on_behalf_of=kept)
        return Sent(proposal=proposal)
    structure = lock_structure(request.structure.pk)
    request = prepare(**asked)
    require_fit(text, request)
    if request.structure != structure or not can_publish_at_once(author, request):
        raise StaleVersion
    _refuse_a_second(structure, request)
    publication = drafted(request, author)
    publication.summary, publication.sources = text, cited
    return Sent(published=_publish(publication, structure, request, author))


def would_go_live(*, author: User, changes: Mapping[str, Any]) -> bool:
    """Whether `publish_own_creation` would put it on the site at once. Raises InvalidFields."""
    request = prepare(
        author=author,
        target_kind=Proposal.Target.OFFER,
        action=Proposal.Action.CREATE,
        changes=changes,
    )
    return request.structure is not None and bool(can_publish_at_once(author, request))


def _kept(author: User, structure: Structure | None) -> Structure | None:
    return structure if structure and keeps(author, structure.pk) else None


def _fields(request: Request) -> dict[str, Any]:
    return {name: request.changes[name] for name in request.live if name in request.changes}


def _refuse_a_second(structure: Structure, request: Request) -> None:
    """Raise when a live offer of the locked structure says the same in every field."""
    fields, empty = _fields(request), empty_fields()
    asked = _sameness(fields, empty)
    alike = OfferPage.objects.filter(structure=structure, live=True, title=fields["title"])
    if any(_sameness(snapshot(offer), empty) == asked for offer in alike):
        message = _("This structure has exactly this offer on the site already.")
        raise InvalidFields({"title": [message]})


def _sameness(fields: Mapping[str, Any], empty: Mapping[str, Any]) -> str:
    said = {name: value for name, value in fields.items() if value != empty[name]}
    return sameness(target="offer", target_id=None, base=empty, changes=said)


def _publish(
    publication: DirectPublication, structure: Structure, request: Request, author: User
) -> DirectPublication:
    """One page with its revision, its audit event and its row to patrol."""
    offer = publish_new(
        structure=structure,
        fields=_fields(request),
        author=author,
        country=Territory.objects.get(uid=request.territory.country_code),
        at=publication.at,
        summary=publication.summary,
        data={"direct": str(publication.uuid), "risk": int(publication.risk)},
    )
    publication.offer, publication.revision = offer, offer.live_revision
    publication.save(force_insert=True)
    reasons = request.risk.reasons
    published_directly.send(sender=DirectPublication, publication=publication, reasons=reasons)
    return publication
