"""Two structures become two again while somebody works on what the merge had moved."""

from functools import partial

import pytest

from contributions.errors import StaleVersion
from contributions.models import Proposal
from moderation.deciding.services import undo_decision
from moderation.errors import TooLate
from moderation.models import Decision
from offers.models import Structure
from offers.models.structures import PageState
from offers.publishing import publish_one
from offers.structures import publish_structure
from tests.at_once import Act
from tests.contributions.actions.making import ask_of, now
from tests.contributions.invariants import check_invariants
from tests.contributions.making import propose
from tests.factories import make_structure
from tests.moderation.racing.acts import accepting, title_of
from tests.moderation.racing.conftest import while_uncommitted

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def stays(cast) -> Structure:
    return make_structure(name="Garages du Causse")


@pytest.fixture
def merged(cast, offer, stays) -> Decision:
    proposal = ask_of(
        cast.structure, cast.outsider, "merge", into=stays.public_id, phone="05 65 00 00 01"
    )
    return accepting(proposal, cast.animator)()


def undoing(decision: Decision) -> Act:
    return partial(undo_decision, decision=decision, moderator=decision.moderator)


def test_an_offer_edited_while_it_goes_home(cast, offer, merged) -> None:
    editing = partial(
        publish_one, offer=offer, fields={"title": "Autos à louer"}, author=cast.publisher
    )
    undone, _edited, waited = while_uncommitted(undoing(merged), editing)
    assert waited
    assert isinstance(undone, Proposal)
    assert (now(offer).structure, title_of(offer)) == (cast.structure, "Autos à louer")
    check_invariants()


def test_it_goes_home_while_the_offer_is_edited(cast, offer, merged) -> None:
    editing = partial(
        publish_one, offer=offer, fields={"title": "Autos à louer"}, author=cast.publisher
    )
    _edited, undone, waited = while_uncommitted(editing, undoing(merged))
    assert waited
    assert isinstance(undone, Proposal)
    assert (now(offer).structure, title_of(offer)) == (cast.structure, "Autos à louer")
    check_invariants()


def test_a_proposal_is_accepted_while_its_offer_goes_home(cast, offer, merged) -> None:
    accepted = accepting(propose(offer, cast.outsider, title="Autos à louer"), cast.administrator)
    undone, decided, waited = while_uncommitted(undoing(merged), accepted)
    assert waited
    assert isinstance(undone, Proposal)
    assert isinstance(decided, Decision)
    assert (now(offer).structure, title_of(offer)) == (cast.structure, "Autos à louer")
    check_invariants()


def test_the_structure_changes_first_and_keeps_all(cast, offer, stays, merged) -> None:
    editing = partial(
        publish_structure, structure=stays, fields={"phone": "05 65 00 00 02"}, author=cast.outsider
    )
    _edited, undone, waited = while_uncommitted(editing, undoing(merged))
    assert waited
    assert isinstance(undone, TooLate)
    assert (now(offer).structure, now(cast.structure).state) == (stays, PageState.MERGED)
    check_invariants()


def test_merged_on_while_it_is_undone(cast, offer, stays, merged) -> None:
    last = make_structure(name="Grand garage")
    on = accepting(ask_of(stays, cast.outsider, "merge", into=last.public_id), cast.administrator)
    undone, decided, waited = while_uncommitted(undoing(merged), on)
    assert waited
    assert isinstance(undone, Proposal)
    # What it was shown said the phone that the undoing took away.
    assert isinstance(decided, StaleVersion)
    assert (now(offer).structure, now(stays).merged_into) == (cast.structure, None)
    check_invariants()


def test_undone_while_it_is_merged_on(cast, offer, stays, merged) -> None:
    last = make_structure(name="Grand garage")
    on = accepting(ask_of(stays, cast.outsider, "merge", into=last.public_id), cast.administrator)
    decided, undone, waited = while_uncommitted(on, undoing(merged))
    assert waited
    assert isinstance(decided, Decision)
    assert isinstance(undone, TooLate)
    assert now(offer).structure == now(cast.structure).merged_into == last
    check_invariants()
