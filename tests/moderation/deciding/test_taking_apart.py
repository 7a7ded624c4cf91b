"""Two pages that were merged, and the merge undone at once."""

from typing import Any

import pytest

from contributions.models import Proposal
from moderation.errors import TooLate
from moderation.models import Decision
from notifications.following import follow
from notifications.models import Happening, Watch
from offers.models import Membership, Structure
from offers.publishing import archive_offer, publish_one
from offers.services import add_member
from offers.snapshots import snapshot
from offers.structures import publish_structure, structure_snapshot
from tests.contributions.actions.making import ask_of, now, page
from tests.contributions.invariants import check_invariants
from tests.contributions.making import propose
from tests.factories import make_offer, make_structure
from tests.moderation.deciding.making import accept, later, undo

State = Proposal.State


@pytest.fixture
def stays(db) -> Structure:
    return make_structure(name="Garages du Causse")


def merge(duplicate: Any, into: Any, cast: Any, **fields: Any) -> Decision:
    proposal = ask_of(duplicate, cast.outsider, "merge", into=into.public_id, **fields)
    return accept(proposal, cast.animator)


def test_two_offers_that_became_one_are_two_again(offer, cast, client) -> None:
    other = make_offer(structure=cast.structure, title="Louer une voiture", fee_detail="6 €")
    before = snapshot(now(offer)), snapshot(now(other))
    follow(user=cast.member, page=("offer", other.public_id), frequency="instant")
    waiting = propose(other, cast.member, opening_hours="Mo 10:00-12:00")
    merging = ask_of(other, cast.outsider, "merge", into=offer.public_id, fee_detail="6 €")
    decision = accept(merging, cast.animator)
    assert now(offer).fee_detail == "6 €"
    again = undo(decision, cast.animator)
    assert (again.state, again.decided_at) == (State.PENDING, None)
    assert (snapshot(now(offer)), snapshot(now(other))) == before
    assert now(other).live
    assert now(other).public.moved_to == ""
    assert page(client, now(other)).status_code == 200
    later()
    waiting.refresh_from_db()
    assert (waiting.offer, waiting.state, waiting.version) == (other, State.PENDING, 1)
    assert Watch.objects.get(user=cast.member).key == other.public_id
    assert not Happening.objects.filter(act="offer.merged").exists()
    check_invariants()
    accept(again, cast.animator)
    assert not now(other).live


def test_what_led_to_the_duplicate_leads_to_it_again(offer, cast, client) -> None:
    names = ("Premier double", "Deuxième double", "Ancien de la page")
    first, second, former = (make_offer(structure=cast.structure, title=name) for name in names)
    accept(ask_of(former, cast.outsider, "merge", into=offer.public_id), cast.animator)
    accept(ask_of(first, cast.outsider, "merge", into=second.public_id), cast.animator)
    decision = accept(ask_of(second, cast.outsider, "merge", into=offer.public_id), cast.animator)
    assert page(client, now(first)).url == now(offer).public.get_absolute_url()
    undo(decision, cast.animator)
    assert page(client, now(first)).url == now(second).public.get_absolute_url()
    assert page(client, now(former)).url == now(offer).public.get_absolute_url()


def test_a_page_that_changed_since_the_merge_keeps_it(offer, cast) -> None:
    other = make_offer(structure=cast.structure, title="Louer une voiture", fee_detail="6 €")
    merging = ask_of(other, cast.outsider, "merge", into=offer.public_id, fee_detail="6 €")
    decision = accept(merging, cast.animator)
    publish_one(offer=now(offer), fields={"fee_detail": "7 €"}, author=cast.publisher)
    with pytest.raises(TooLate):
        undo(decision, cast.animator)
    assert not now(other).live
    assert now(offer).fee_detail == "7 €"


def test_two_structures_that_became_one_are_two_again(offer, cast, stays, client) -> None:
    gone = make_offer(structure=cast.structure, title="Louer une voiture")
    archive_offer(offer=gone, actor=cast.publisher)
    before = snapshot(now(offer)), structure_snapshot(now(cast.structure))
    decision = merge(cast.structure, stays, cast, phone="05 65 00 00 01")
    assert (now(offer).structure, now(gone).structure) == (stays, stays)
    again = undo(decision, cast.animator)
    assert (again.state, again.decided_at) == (State.PENDING, None)
    assert (now(offer).structure, now(gone).structure) == (cast.structure, cast.structure)
    assert (snapshot(now(offer)), structure_snapshot(now(cast.structure))) == before
    assert structure_snapshot(now(stays)) == structure_snapshot(stays)
    assert page(client, now(cast.structure)).status_code == 200
    assert now(offer).public.data["structure"]["public_id"] == cast.structure.public_id
    assert not now(gone).live
    later()
    check_invariants()
    accept(again, cast.animator)
    assert now(offer).structure == stays
    check_invariants()


def test_what_the_other_structure_had_stays_with_it(offer, cast, stays) -> None:
    own = make_offer(structure=stays, title="Louer une voiture")
    undo(merge(cast.structure, stays, cast), cast.animator)
    assert (now(own).structure, now(offer).structure) == (stays, cast.structure)
    check_invariants()


def test_who_came_along_leaves_and_who_was_there_stays(offer, cast, stays) -> None:
    decision = merge(cast.structure, stays, cast)
    assert stays.memberships.get().user == cast.publisher
    again = undo(decision, cast.animator)
    assert not stays.memberships.exists()
    assert cast.structure.memberships.get().user == cast.publisher
    add_member(structure=stays, user=cast.publisher, role=Membership.Role.OWNER)
    undo(accept(again, cast.animator), cast.animator)
    assert stays.memberships.get().user == cast.publisher


def test_a_former_duplicate_leads_to_the_structure_it_led_to(cast, stays, client) -> None:
    former, another = make_structure(name="Ancien garage"), make_structure(name="Vieux garage")
    merge(former, cast.structure, cast)
    merge(another, stays, cast)
    decision = merge(cast.structure, stays, cast)
    assert now(former).merged_into == stays
    undo(decision, cast.animator)
    assert now(former).merged_into == cast.structure
    assert now(another).merged_into == stays
    assert page(client, now(former)).url == cast.structure.get_absolute_url()


def test_nobody_hears_of_structures_that_were_one_for_a_moment(offer, cast, stays) -> None:
    for key in (("structure", cast.structure.public_id), ("offer", offer.public_id)):
        follow(user=cast.member, page=key, frequency="instant")
    waiting = ask_of(cast.structure, cast.member, "edit", phone="05 65 00 00 02")
    undo(merge(cast.structure, stays, cast), cast.animator)
    assert not Happening.objects.exists()
    later()
    waiting.refresh_from_db()
    assert (waiting.structure, waiting.version) == (cast.structure, 1)
    assert {watch.key for watch in Watch.objects.filter(user=cast.member)} == {
        cast.structure.public_id,
        offer.public_id,
    }


def test_what_follows_a_structure_goes_over_when_nothing_is_undone(offer, cast, stays) -> None:
    follow(user=cast.member, page=("structure", cast.structure.public_id), frequency="instant")
    waiting = ask_of(cast.structure, cast.member, "edit", phone="05 65 00 00 02")
    merge(cast.structure, stays, cast)
    later()
    waiting.refresh_from_db()
    assert waiting.structure == stays
    assert Watch.objects.get(user=cast.member).key == stays.public_id
    check_invariants()


def test_a_change_of_an_offer_meanwhile_goes_home_with_it(offer, cast, stays) -> None:
    follow(user=cast.member, page=("offer", offer.public_id), frequency="instant")
    decision = merge(cast.structure, stays, cast)
    publish_one(offer=now(offer), fields={"fee_detail": "7 €"}, author=cast.publisher)
    undo(decision, cast.animator)
    assert (now(offer).structure, now(offer).fee_detail) == (cast.structure, "7 €")
    assert Happening.objects.filter(key=offer.public_id).exists()
    check_invariants()


def test_a_structure_that_changed_since_keeps_its_duplicate(offer, cast, stays) -> None:
    decision = merge(cast.structure, stays, cast, phone="05 65 00 00 01")
    publish_structure(structure=stays, fields={"phone": "05 65 00 00 02"}, author=cast.outsider)
    with pytest.raises(TooLate):
        undo(decision, cast.animator)
    assert (now(offer).structure, now(cast.structure).merged_into) == (stays, stays)
    check_invariants()


def test_a_structure_that_was_merged_on_keeps_its_duplicate(offer, cast, stays) -> None:
    decision = merge(cast.structure, stays, cast)
    last = make_structure(name="Grand garage")
    merge(stays, last, cast)
    with pytest.raises(TooLate):
        undo(decision, cast.animator)
    assert now(offer).structure == last
    assert now(cast.structure).merged_into == last
    check_invariants()
