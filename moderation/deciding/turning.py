"""A proposed new offer that is on the site already: it goes on as an edit of that page."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from contributions.applying import lock_proposal, require_seen
from contributions.errors import NotNow
from contributions.keeping import open_proposal
from contributions.models import Proposal
from contributions.states import Verb, next_state
from contributions.turning import edit_of
from contributions.turns import one_at_a_time
from moderation.claims.services import require_free
from moderation.deciding.joining import carry_supports
from moderation.deciding.permissions import can_turn
from moderation.deciding.recording import decide, tell
from moderation.models import Decision
from moderation.telling import tell_author
from offers.models import OfferPage
from territories.reach import roles_held


@transaction.atomic
@roles_held()
def turn_into_edit(
    *, proposal: Proposal, into: OfferPage, moderator: User, version: int
) -> Decision:
    """Close a proposed new offer, which the site has already, and open in its place an edit of
    that page with what it says otherwise: same author, same reasons, its own answer to come. When
    somebody else asks for the very same edit, it joins theirs.

    Raises StaleVersion, ClosedProposal, NotNow (the page left the site), NoChange (the page says
    all of it), TwinProposal, InvalidFields, or PermissionDenied; then nothing is written.
    """
    locked = lock_proposal(proposal.pk)
    can_turn(moderator, locked).or_raise()
    require_free(proposal=locked, by=moderator)
    require_seen(locked, version=version)
    page = OfferPage.objects.filter(pk=into.pk, live=True).first()
    if page is None:
        raise NotNow
    now, before = timezone.now(), locked.state
    stays = _opened(edit_of(locked, page, at=now))
    locked.state, locked.decided_at = next_state(before, Verb.JOIN), now
    locked.joined_to = stays
    locked.save(update_fields=["state", "decided_at", "joined_to"])
    carry_supports(locked, stays, at=now)
    decision = decide(
        locked,
        moderator,
        Decision.Verdict.JOIN,
        at=now,
        state_before=before,
        reason=Decision.Reason.ALREADY_HERE,
    )
    tell(locked, "proposal.joined", by=moderator, to=str(stays.uuid), page=page.public_id)
    tell_author(locked, "proposal_turned", {})
    return decision


def _opened(edit: Proposal) -> Proposal:
    """The edit, or that of somebody else which asks for the very same."""
    one_at_a_time(edit.dedupe_hash)
    same = Proposal.objects.open().filter(dedupe_hash=edit.dedupe_hash)
    stays = same.exclude(author=edit.author).first()
    if stays is None:
        open_proposal(edit)
    return stays or edit
