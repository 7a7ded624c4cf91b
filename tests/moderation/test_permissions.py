"""Who may open the queue and decide: each refusal says why."""

from moderation.permissions import animates, can_decide, can_open_queue
from tests.contributions.making import propose


def test_can_open_queue(cast) -> None:
    assert can_open_queue(cast.animator)
    assert can_open_queue(cast.administrator)
    for person in (cast.outsider, cast.publisher):
        assert can_open_queue(person).reason


def test_can_decide(offer, cast) -> None:
    proposal = propose(offer, cast.outsider)
    assert can_decide(cast.animator, proposal)
    assert can_decide(cast.administrator, proposal)
    for person in (cast.outsider, cast.publisher, cast.other_animator):
        assert can_decide(person, proposal).reason


def test_animates(offer, cast) -> None:
    assert animates(cast.animator, offer.home_territory)
    assert not animates(cast.other_animator, offer.home_territory)
