"""Several things at once, on a real PostgreSQL: limits, protection, blocks, reports (C6, S7)."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from contributions.discussion.places import at_page
from contributions.discussion.services import open_thread
from contributions.gate import BarredAct
from contributions.models import Post, Proposal
from contributions.previews import preview
from contributions.services import resubmit
from moderation.blocks.services import acknowledge, block_person
from moderation.deciding.services import SeenVersion, accept_proposal
from moderation.flags.services import ENOUGH, flag
from moderation.flags.subjects import of_post
from moderation.models import Block, Decision, Protection, Trust
from moderation.protection.services import protect
from moderation.trust.services import recount
from offers.models import OfferPage
from tests.at_once import at_once, need_postgresql
from tests.cast import Cast, make_cast, make_user
from tests.contributions.invariants import check_invariants
from tests.contributions.making import WHY, propose
from tests.factories import make_offer

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
DAY = timedelta(days=1)
together = partial(at_once, expected=(BarredAct,))


@pytest.fixture(autouse=True)
def _postgresql_only() -> None:
    need_postgresql()


@pytest.fixture
def cast(_postgresql_only: None, transactional_db: None, words: None) -> Cast:
    return make_cast()


@pytest.fixture
def offer(cast: Cast) -> OfferPage:
    return make_offer(structure=cast.structure, author=cast.publisher)


def accepting(proposal: Proposal, by: Any) -> Any:
    seen = SeenVersion(proposal.version, preview(proposal).preview_hash)
    return lambda: accept_proposal(proposal=proposal, moderator=by, seen=seen)


def protecting(offer: OfferPage, by: Any) -> Any:
    return lambda: protect(
        target=offer, by=by, level="administrators", reason="vandalism", ends_at=None
    )


def blocking(user: Any, by: Any, offer: OfferPage) -> Any:
    return lambda: block_person(
        by=by,
        user=user,
        territory=offer.home_territory,
        acts=["propose", "discuss"],
        reason="spam",
        ends_at=timezone.now() + DAY,
    )


def test_of_a_hundred_proposals_at_once_five_pass(
    settings: Any, cast: Cast, offer: OfferPage
) -> None:
    settings.PROPOSAL_LIMITS = True
    posts = [partial(propose, offer, cast.outsider, fee_detail=f"{n} €") for n in range(100)]
    results: list[Any] = []
    for start in range(0, 100, 20):
        results += together(*posts[start : start + 20])
    kept = [one for one in results if isinstance(one, Proposal)]
    assert len(kept) == Proposal.objects.count() == 5


def test_accept_and_protect_at_once_come_one_after_the_other(cast: Cast, offer: OfferPage) -> None:
    proposal = propose(offer, cast.outsider, title="Voitures à louer")
    accepted, _protected = together(
        accepting(proposal, cast.animator), protecting(offer, cast.administrator)
    )
    proposal.refresh_from_db()
    is_live = OfferPage.objects.get(pk=offer.pk).title == "Voitures à louer"
    assert is_live == (proposal.state == Proposal.State.APPLIED)
    assert is_live == (not isinstance(accepted, Exception))
    assert Protection.objects.count() == 1
    if is_live:
        decided, placed = Decision.objects.get(), Protection.objects.get()
        assert decided.at <= placed.starts_at + timedelta(seconds=60)
    check_invariants()


def test_accept_and_block_of_its_author_at_once_leave_a_whole_state(
    cast: Cast, offer: OfferPage
) -> None:
    proposal = propose(offer, cast.outsider, title="Voitures à louer")
    results = together(
        accepting(proposal, cast.animator), blocking(cast.outsider, cast.administrator, offer)
    )
    assert not [one for one in results if isinstance(one, Exception)]
    assert OfferPage.objects.get(pk=offer.pk).title == "Voitures à louer"
    with pytest.raises(BarredAct):
        propose(offer, cast.outsider, fee_detail="9 €")
    check_invariants()


def test_propose_and_block_at_once_keep_what_began_before_and_nothing_after(
    cast: Cast, offer: OfferPage
) -> None:
    acts = [partial(propose, offer, cast.outsider, fee_detail=f"{n} €") for n in range(6)]
    results = together(blocking(cast.outsider, cast.administrator, offer), *acts)
    kept = [one for one in results if isinstance(one, Proposal)]
    assert Proposal.objects.count() == len(kept)
    with pytest.raises(BarredAct):
        propose(offer, cast.outsider, title="Autos à louer")


def test_proposing_and_saying_otherwise_at_once_never_wait_for_each_other(
    settings: Any, cast: Cast, offer: OfferPage
) -> None:
    settings.PROPOSAL_LIMITS = True
    mine = propose(offer, cast.outsider, fee_detail="1 €")
    theirs = propose(offer, cast.member, fee_detail="2 €")

    def again(proposal: Proposal, author: Any, fee: str) -> Any:
        return lambda: resubmit(
            proposal=proposal,
            author=author,
            version=1,
            changes={"fee_detail": fee},
            summary=WHY,
        )

    results = together(
        again(mine, cast.outsider, "3 €"),
        again(theirs, cast.member, "4 €"),
        partial(propose, offer, cast.outsider, fee_detail="2 €"),
        partial(propose, offer, cast.member, fee_detail="1 €"),
    )
    assert not [one for one in results if isinstance(one, Exception)]
    check_invariants()


def test_two_who_read_why_at_once_say_it_once(cast: Cast, offer: OfferPage) -> None:
    block = blocking(cast.outsider, cast.administrator, offer)()
    together(*[lambda: acknowledge(block=block, user=cast.outsider)] * 4)
    assert Block.objects.get().acknowledged_at is not None


def test_flags_that_reach_the_number_at_once_hide_once(cast: Cast, offer: OfferPage) -> None:
    thread = open_thread(author=cast.outsider, place=at_page(offer), subject="Nul", body="Nuls !")
    post = thread.posts.get()
    people = [make_user(f"t{n}@example.org", f"Témoin {n}") for n in range(ENOUGH + 2)]
    for user in people:
        Trust.objects.create(user=user, territory=offer.home_territory, level=1)
    together(*[partial(flag, subject=of_post(post), user=user, reason="insult") for user in people])
    assert Post.objects.get().is_hidden
    assert post.flags.count() == len(people)


def test_counted_at_once_trust_is_one_row(cast: Cast, offer: OfferPage) -> None:
    proposal = propose(offer, cast.outsider)
    accepting(proposal, cast.animator)()
    count = partial(recount, user=cast.outsider, territory=offer.home_territory)
    together(*[count] * 6)
    assert Trust.objects.get().accepted == 1
