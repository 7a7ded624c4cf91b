"""Several people at once, on a real PostgreSQL: nothing lost, nothing done twice, no deadlock.

SQLite lets one transaction write at a time and ignores row locks: these would prove nothing there.
"""

from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from contributions.errors import (
    ClosedProposal,
    MovedMeanwhile,
    NoChange,
    NotNow,
    StaleVersion,
    TwinProposal,
)
from contributions.models import Proposal
from contributions.previews import preview
from contributions.services import resubmit, withdraw_proposal
from moderation.deciding.services import (
    SeenVersion,
    accept_proposal,
    refuse_proposal,
)
from moderation.errors import ProposalInConflict, TooLate
from moderation.models import Decision
from offers.models import OfferPage
from offers.validation import InvalidFields
from tests.at_once import Act, at_once, need_postgresql
from tests.cast import Cast, make_cast
from tests.contributions.actions.making import ask_of
from tests.contributions.invariants import check_invariants
from tests.contributions.making import WHY, ask, propose
from tests.factories import make_offer, make_structure, offer_fields

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
]

State = Proposal.State
together = partial(
    at_once,
    expected=(
        ClosedProposal,
        InvalidFields,
        MovedMeanwhile,
        NoChange,
        NotNow,
        PermissionDenied,
        ProposalInConflict,
        StaleVersion,
        TooLate,
        TwinProposal,
    ),
)


@pytest.fixture(autouse=True)
def _postgresql_only() -> None:
    need_postgresql()


@pytest.fixture
def cast(_postgresql_only: None, transactional_db: None, words: None) -> Cast:
    return make_cast()


@pytest.fixture
def offer(cast: Cast) -> OfferPage:
    return make_offer(structure=cast.structure, author=cast.publisher)


def accepting(proposal: Proposal, moderator: Any) -> Act:
    seen = SeenVersion(proposal.version, preview(proposal).preview_hash)
    return lambda: accept_proposal(proposal=proposal, moderator=moderator, seen=seen)


def refusing(proposal: Proposal, moderator: Any) -> Act:
    return lambda: refuse_proposal(
        proposal=proposal, moderator=moderator, version=proposal.version, reason="outdated"
    )


def done(results: list[Any]) -> int:
    return sum(not isinstance(result, Exception) for result in results)


def test_two_accepts_of_one_proposal_publish_once(cast: Cast, offer: OfferPage) -> None:
    proposal = propose(offer, cast.outsider, title="Voitures à louer")
    results = together(accepting(proposal, cast.animator), accepting(proposal, cast.administrator))
    assert done(results) == 1
    assert Decision.objects.count() == 1
    assert OfferPage.objects.get(pk=offer.pk).title == "Voitures à louer"
    check_invariants()


def test_two_disjoint_proposals_accepted_at_once_are_both_live(
    cast: Cast, offer: OfferPage
) -> None:
    one = propose(offer, cast.outsider, title="Voitures à louer")
    other = propose(offer, cast.member, fee_detail="9 € par jour")
    results = together(accepting(one, cast.animator), accepting(other, cast.administrator))
    assert done(results) == 2
    live = OfferPage.objects.get(pk=offer.pk)
    assert (live.title, live.fee_detail) == ("Voitures à louer", "9 € par jour")
    assert live.public.title == "Voitures à louer"
    assert live.public.data["fee_detail"] == "9 € par jour"
    check_invariants()


def test_two_proposals_on_one_field_lose_nothing(cast: Cast, offer: OfferPage) -> None:
    one = propose(offer, cast.outsider, title="Voitures à louer")
    other = propose(offer, cast.member, title="Autos à louer")
    results = together(accepting(one, cast.animator), accepting(other, cast.administrator))
    assert done(results) == 1
    assert sorted(Proposal.objects.values_list("state", flat=True)) == ["applied", "pending"]
    kept = Proposal.objects.get(state=State.PENDING)
    assert kept.changes["title"] in {"Voitures à louer", "Autos à louer"}
    assert preview(kept).conflicts
    check_invariants()


def test_accept_and_refuse_at_once_leave_one_decision(cast: Cast, offer: OfferPage) -> None:
    proposal = propose(offer, cast.outsider, title="Voitures à louer")
    results = together(accepting(proposal, cast.animator), refusing(proposal, cast.administrator))
    assert done(results) == 1
    proposal.refresh_from_db()
    published = OfferPage.objects.get(pk=offer.pk).title == "Voitures à louer"
    assert published == (proposal.state == State.APPLIED)
    assert Decision.objects.count() == 1
    check_invariants()


def test_accept_and_withdraw_at_once_leave_one_end(cast: Cast, offer: OfferPage) -> None:
    proposal = propose(offer, cast.outsider, title="Voitures à louer")
    results = together(
        accepting(proposal, cast.animator),
        lambda: withdraw_proposal(proposal=proposal, author=cast.outsider),
    )
    assert done(results) == 1
    proposal.refresh_from_db()
    published = OfferPage.objects.get(pk=offer.pk).title == "Voitures à louer"
    assert published == (proposal.state == State.APPLIED)
    check_invariants()


def test_the_same_proposal_sent_twice_at_once_is_one(cast: Cast, offer: OfferPage) -> None:
    results = together(*[lambda: propose(offer, cast.outsider, title="Voitures à louer")] * 2)
    assert done(results) == 1
    assert Proposal.objects.count() == 1


def test_the_same_proposal_of_two_people_at_once_is_one(cast: Cast, offer: OfferPage) -> None:
    results = together(
        lambda: propose(offer, cast.outsider, title="Voitures à louer"),
        lambda: propose(offer, cast.member, title="Voitures à louer"),
    )
    assert done(results) == 2
    proposal = Proposal.objects.get()
    assert proposal.supports.count() == 1
    check_invariants()


def test_support_and_accept_at_once_lose_nobody(cast: Cast, offer: OfferPage) -> None:
    proposal = propose(offer, cast.outsider, title="Voitures à louer")
    results = together(
        accepting(proposal, cast.animator),
        lambda: propose(offer, cast.member, title="Voitures à louer"),
    )
    assert done(results) >= 1
    proposal.refresh_from_db()
    assert proposal.state == State.APPLIED
    assert proposal.supports.count() + Proposal.objects.count() <= 2
    check_invariants()


def test_accept_and_resubmit_at_once_publish_what_was_read(cast: Cast, offer: OfferPage) -> None:
    proposal = propose(offer, cast.outsider, title="Voitures à louer")
    results = together(
        accepting(proposal, cast.animator),
        lambda: resubmit(
            proposal=proposal,
            author=cast.outsider,
            version=1,
            changes={"title": "Autos à louer"},
            summary=WHY,
        ),
    )
    assert done(results) == 1
    proposal.refresh_from_db()
    published = OfferPage.objects.get(pk=offer.pk).title
    assert published in {offer.title, "Voitures à louer"}
    assert (published == "Voitures à louer") == (proposal.state == State.APPLIED)
    check_invariants()


def test_one_creation_accepted_twice_is_one_page(cast: Cast, offer: OfferPage) -> None:
    fields = {**offer_fields(title="Une autre offre"), "structure": cast.structure.public_id}
    proposal = ask(author=cast.outsider, action="create", changes=fields)
    results = together(accepting(proposal, cast.animator), accepting(proposal, cast.administrator))
    assert done(results) == 1
    assert OfferPage.objects.filter(title="Une autre offre").count() == 1
    check_invariants()


def test_archive_and_edit_at_once_are_coherent(cast: Cast, offer: OfferPage) -> None:
    edit = propose(offer, cast.outsider, title="Voitures à louer")
    leaving = ask_of(offer, cast.member, "archive")
    together(accepting(edit, cast.animator), accepting(leaving, cast.administrator))
    live = OfferPage.objects.get(pk=offer.pk)
    leaving.refresh_from_db()
    assert live.live == (leaving.state != State.APPLIED)
    check_invariants()


def test_two_pages_merged_into_each_other_at_once_leave_one(cast: Cast, offer: OfferPage) -> None:
    other = make_offer(structure=cast.structure, title="Louer une voiture")
    one = ask_of(offer, cast.outsider, "merge", into=other.public_id)
    two = ask_of(other, cast.member, "merge", into=offer.public_id)
    together(accepting(one, cast.animator), accepting(two, cast.administrator))
    assert OfferPage.objects.filter(live=True).count() == 1
    check_invariants()


def test_a_structure_merged_while_its_offers_change(cast: Cast, offer: OfferPage) -> None:
    stays = make_structure(name="Garages du Causse")
    merging = ask_of(cast.structure, cast.outsider, "merge", into=stays.public_id)
    edit = propose(offer, cast.member, title="Voitures à louer")
    creation = ask(
        author=cast.member,
        action="create",
        changes={**offer_fields(title="Une autre"), "structure": cast.structure.public_id},
    )
    together(
        accepting(merging, cast.animator),
        accepting(edit, cast.administrator),
        accepting(creation, cast.administrator),
    )
    merging.refresh_from_db()
    if merging.state == State.APPLIED:
        assert not OfferPage.objects.filter(live=True, structure=cast.structure).exists()
    check_invariants()
