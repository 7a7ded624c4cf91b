"""What waits on a page that moved goes with it, and nothing of it is lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contributions.models import Proposal
from contributions.previews import preview
from contributions.settling import settle
from journal.models import AuditEvent, Outbox
from journal.outbox import drain
from notifications.models import Notice
from offers.publishing import archive_offer, publish_one
from tests.contributions.actions.making import accept, ask_of, now
from tests.contributions.making import propose
from tests.factories import make_offer, make_structure

State = Proposal.State


@pytest.fixture
def proposal(offer, cast) -> Proposal:
    return propose(offer, cast.outsider, title="Voitures à louer")


def look_again(*proposals: Proposal) -> None:
    drain(at=timezone.now() + timedelta(minutes=1))
    for proposal in proposals:
        proposal.refresh_from_db()


def test_a_clash_is_found_when_the_page_moves_and_told_once(offer, cast, proposal) -> None:
    publish_one(offer=offer, fields={"title": "Un autre titre"}, author=cast.publisher)
    look_again(proposal)
    assert proposal.state == State.CONFLICT
    assert proposal.changes == {"title": "Voitures à louer"}
    publish_one(offer=offer, fields={"title": "Encore un autre"}, author=cast.publisher)
    look_again(proposal)
    assert Notice.objects.filter(kind="proposal_conflict", recipient=cast.outsider).count() == 1


def test_it_waits_again_when_the_page_lets_it(offer, cast, proposal) -> None:
    title = offer.title
    publish_one(offer=offer, fields={"title": "Un autre titre"}, author=cast.publisher)
    look_again(proposal)
    publish_one(offer=offer, fields={"title": title}, author=cast.publisher)
    look_again(proposal)
    assert proposal.state == State.PENDING
    assert AuditEvent.objects.filter(action="proposal.fits_again").count() == 1


def test_what_the_page_says_by_now_is_done(offer, cast, proposal) -> None:
    publish_one(offer=offer, fields={"title": "Voitures à louer"}, author=cast.publisher)
    look_again(proposal)
    assert proposal.state == State.ALREADY_DONE
    assert Notice.objects.filter(kind="proposal_accepted", recipient=cast.outsider).count() == 1


def test_several_wait_on_one_page_each_for_itself(offer, cast, proposal) -> None:
    other = propose(offer, cast.member, title="Autos à louer", fee_detail="9 €")
    third = propose(offer, cast.member, accessibility="De plain-pied.")
    accept(proposal, cast.animator)
    look_again(other, third)
    assert (other.state, third.state) == (State.CONFLICT, State.PENDING)
    accept(third, cast.animator)
    assert now(offer).accessibility == "De plain-pied."


def test_where_nothing_waits_nothing_is_asked(offer, cast) -> None:
    publish_one(offer=offer, fields={"title": "Un autre titre"}, author=cast.publisher)
    assert not Outbox.objects.filter(topic="proposals.settle").exists()


def test_the_proposal_that_is_accepted_asks_nothing_for_itself(offer, cast, proposal) -> None:
    accept(proposal, cast.animator)
    assert not Outbox.objects.filter(topic="proposals.settle").exists()


def test_proposals_go_on_with_the_page_that_stays(offer, cast) -> None:
    twin = make_offer(
        structure=cast.structure, title="Louer une voiture", fee_detail="5 € par jour"
    )
    fits = propose(twin, cast.outsider, languages_spoken=["en", "fr"])
    done = propose(twin, cast.member, title=offer.title)
    clashes = propose(twin, cast.outsider, title="Louer une auto")
    accept(ask_of(twin, cast.publisher, "merge", into=offer.public_id), cast.animator)
    look_again(fits, done, clashes)
    assert (fits.offer, fits.state, fits.version) == (offer, State.PENDING, 2)
    assert fits.changes == {"languages_spoken": ["en", "fr"]}
    assert fits.base_snapshot["title"] == offer.title
    assert done.state == State.ALREADY_DONE
    assert (clashes.offer, clashes.state) == (offer, State.CONFLICT)
    assert clashes.changes == {"title": "Louer une auto"}
    assert preview(clashes).conflicts[0].theirs == offer.title
    accept(fits, cast.animator)
    assert now(offer).languages_spoken == ["en", "fr"]


def test_the_same_asked_of_both_pages_by_one_person_stays_readable(offer, cast) -> None:
    twin = make_offer(structure=cast.structure, title="Louer une voiture")
    propose(offer, cast.outsider, fee_detail="7 €")
    second = propose(twin, cast.outsider, fee_detail="7 €")
    accept(ask_of(twin, cast.publisher, "merge", into=offer.public_id), cast.animator)
    look_again(second)
    assert (second.state, second.changes) == (State.CONFLICT, {"fee_detail": "7 €"})


def test_a_second_merge_of_the_same_pages_is_done(offer, cast) -> None:
    twin = make_offer(structure=cast.structure, title="Louer une voiture")
    first = ask_of(twin, cast.outsider, "merge", into=offer.public_id)
    second = ask_of(twin, cast.member, "merge", into=offer.public_id, fee_detail="5 € la journée")
    third = ask_of(twin, cast.publisher, "archive")
    accept(first, cast.animator)
    look_again(second, third)
    assert second.state == State.CONFLICT
    assert third.state == State.ALREADY_DONE


def test_proposals_on_a_structure_follow_it_too(cast) -> None:
    one, other = make_structure(name="Garage A"), make_structure(name="Garage B")
    asked = ask_of(one, cast.outsider, "edit", phone="05 65 11 22 33")
    accept(ask_of(one, cast.member, "merge", into=other.public_id), cast.animator)
    look_again(asked)
    assert (asked.structure, asked.state) == (other, State.PENDING)


def test_who_answers_for_the_page_now_reads_what_waits_on_it(offer, cast, proposal) -> None:
    accept(ask_of(offer, cast.member, "move", home_territory="fr:department:69"), cast.animator)
    look_again(proposal)
    assert proposal.territory.uid == "fr:department:69"
    accept(proposal, cast.other_animator)


def test_on_a_page_that_left_a_proposal_is_in_conflict_until_it_is_back(
    offer, cast, proposal
) -> None:
    archive_offer(offer=offer, actor=cast.animator)
    look_again(proposal)
    assert proposal.state == State.CONFLICT
    accept(ask_of(now(offer), cast.member, "restore"), cast.animator)
    look_again(proposal)
    assert proposal.state == State.PENDING


def test_what_is_decided_stays_decided(offer, cast, proposal) -> None:
    accept(proposal, cast.animator)
    assert settle(proposal.pk).state == State.APPLIED
