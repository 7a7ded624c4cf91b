"""Who asks that a page go back, and for whom it does at once."""

import pytest
from django.contrib.auth.models import AnonymousUser

from contributions.history.permissions import can_revert, can_revert_at_once
from contributions.models import Proposal
from offers.publishing import archive_offer

LOW, HIGH = Proposal.Risk.LOW, Proposal.Risk.HIGH


def test_anyone_with_an_account_asks_on_a_page_of_the_site(cast, offer, kept) -> None:
    assert can_revert(cast.outsider, kept, offer)
    assert not can_revert(AnonymousUser(), kept, offer)
    cast.outsider.is_active = False
    assert not can_revert(cast.outsider, kept, offer)
    archive_offer(offer=offer, actor=cast.animator)
    assert not can_revert(cast.animator, kept, kept.find(offer.public_id))


@pytest.mark.parametrize(
    ("who", "low", "high"),
    [
        ("animator", True, True),
        ("administrator", True, True),
        ("publisher", True, False),
        ("outsider", False, False),
        ("member", False, False),
        ("other_animator", False, False),
    ],
)
def test_at_once_for_the_animators_and_who_keeps_the_page(
    cast, offer, kept, who, low, high
) -> None:
    user = getattr(cast, who)
    assert bool(can_revert_at_once(user, kept, offer, risk=LOW)) == low
    verdict = can_revert_at_once(user, kept, offer, risk=HIGH)
    assert bool(verdict) == high
    assert bool(verdict.reason) != high
