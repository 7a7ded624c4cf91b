"""Two proposals that ask for the same become one."""

import pytest
from django.core.exceptions import PermissionDenied

from contributions.errors import ClosedProposal, NotNow, StaleVersion
from contributions.models import Proposal
from contributions.services import resubmit
from moderation.deciding.services import join_proposals
from notifications.models import Notice
from tests.contributions.invariants import check_invariants
from tests.contributions.making import WHY, propose
from tests.factories import make_offer
from tests.moderation.deciding.making import accept, refuse

State = Proposal.State


@pytest.fixture
def stays(offer, cast) -> Proposal:
    return propose(offer, cast.outsider, title="Voitures à louer")


@pytest.fixture
def goes(offer, cast) -> Proposal:
    return propose(offer, cast.member, title="Des voitures à louer")


def join(goes, stays, moderator, version=1) -> None:
    join_proposals(proposal=goes, into=stays, moderator=moderator, version=version)


def test_its_author_supports_the_other_and_hears_of_it(cast, goes, stays) -> None:
    join(goes, stays, cast.animator)
    goes.refresh_from_db()
    assert (goes.state, goes.joined_to) == (State.JOINED, stays)
    assert stays.supports.get().user == cast.member
    assert Notice.objects.get(recipient=cast.member).kind == "proposal_joined"
    check_invariants()
    accept(stays, cast.animator)
    kinds = Notice.objects.filter(recipient=cast.member).values_list("kind", flat=True)
    assert set(kinds) == {"proposal_joined", "support_answered"}
    check_invariants()


def test_two_of_one_author_support_nothing(offer, cast, stays) -> None:
    other = propose(offer, cast.outsider, title="Autos à louer")
    join(other, stays, cast.animator)
    assert not stays.supports.exists()


def test_refusals(cast, goes, stays, offer) -> None:
    with pytest.raises(NotNow):
        join(goes, goes, cast.animator)
    elsewhere = make_offer(structure=cast.structure, title="Autre offre", author=cast.publisher)
    with pytest.raises(NotNow):
        join(goes, propose(elsewhere, cast.outsider, title="Encore une offre"), cast.animator)
    with pytest.raises(PermissionDenied):
        join(goes, stays, cast.other_animator)
    with pytest.raises(StaleVersion):
        join(goes, stays, cast.animator, version=2)
    refuse(stays, cast.animator)
    with pytest.raises(ClosedProposal):
        join(goes, stays, cast.animator)
    goes.refresh_from_db()
    assert goes.state == State.PENDING


def test_who_supported_an_older_version_supports_the_present_one(cast, offer, stays) -> None:
    propose(offer, cast.member, title="Voitures à louer")
    resubmit(
        proposal=stays,
        author=cast.outsider,
        version=1,
        changes={"title": "Voitures à louer au mois"},
        summary=WHY,
    )
    goes = propose(offer, cast.member, title="Des voitures à louer")
    join(goes, stays, cast.animator)
    assert stays.supports.get().proposal_version == 2
