"""How much one account proposes: exact, and coming back bit by bit."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import settings as set_up
from hypothesis import strategies as st

from accounts.models import User
from contributions.gate import BarredAct
from contributions.models import Proposal
from moderation.limits.pace import count, forget_idle
from moderation.models import Pace, Trust
from offers.models import OfferPage
from tests.cast import Cast
from tests.contributions.making import propose
from tests.examples import tries

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def limits(settings: Any) -> None:
    settings.PROPOSAL_LIMITS = True


def act(cast: Cast, at: Any, *, most: int = 4) -> timedelta | None:
    return count(user=cast.outsider, act="propose", most=most, within=DAY, at=at)


def test_so_many_in_a_row_then_one_at_a_time(cast: Cast) -> None:
    now = timezone.now()
    assert [act(cast, now) for _ in range(4)] == [None] * 4
    assert act(cast, now) == 6 * HOUR
    assert act(cast, now + 5 * HOUR) == HOUR
    assert act(cast, now + 6 * HOUR) is None
    assert act(cast, now + 6 * HOUR) == 6 * HOUR


def test_what_is_refused_is_not_counted(cast: Cast) -> None:
    now = timezone.now()
    for _ in range(30):
        act(cast, now)
    assert act(cast, now + 6 * HOUR) is None


def test_a_day_later_all_of_it_is_back_and_no_more(cast: Cast) -> None:
    now = timezone.now()
    for _ in range(4):
        act(cast, now)
    later = now + 30 * DAY
    assert [act(cast, later) is None for _ in range(6)] == [True] * 4 + [False] * 2


def test_each_person_and_each_act_has_their_own(cast: Cast) -> None:
    now = timezone.now()
    for _ in range(5):
        act(cast, now)
    assert count(user=cast.member, act="propose", most=4, within=DAY, at=now) is None
    assert count(user=cast.outsider, act="discuss", most=4, within=DAY, at=now) is None


@pytest.mark.django_db
@set_up(max_examples=tries(25), deadline=None)
@given(minutes=st.lists(st.integers(0, 600), max_size=40), most=st.integers(1, 6))
def test_no_day_ever_holds_more_than_twice_the_limit_nor_less_than_it_may(
    minutes: list[int], most: int
) -> None:
    user = User.objects.create_user(email="loi@example.org", display_name="Loi")
    try:
        at, passed = timezone.now(), []
        for gap in minutes:
            at += timedelta(minutes=gap)
            if count(user=user, act="propose", most=most, within=DAY, at=at) is None:
                passed.append(at)
        for start in passed:
            within = [one for one in passed if start <= one < start + DAY]
            assert len(within) < 2 * most
        assert len(passed) >= min(most, len(minutes))
    finally:
        user.delete()


def test_counting_costs_one_statement(cast: Cast, django_assert_num_queries: Any) -> None:
    now = timezone.now()
    act(cast, now)
    with django_assert_num_queries(1):
        act(cast, now)


def test_idle_rows_are_forgotten(cast: Cast) -> None:
    now = timezone.now()
    act(cast, now)
    assert forget_idle(now) == 0
    assert forget_idle(now + DAY) == 1
    assert not Pace.objects.exists()


def test_a_newcomer_proposes_five_in_a_row(limits: None, cast: Cast, offer: OfferPage) -> None:
    for number in range(5):
        propose(offer, cast.outsider, fee_detail=f"{number} €")
    with pytest.raises(BarredAct) as barred:
        propose(offer, cast.outsider, fee_detail="5 €")
    assert barred.value.status == 429
    assert "5" in str(barred.value)
    assert Proposal.objects.count() == 5


def test_what_was_not_kept_is_not_counted(limits: None, cast: Cast, offer: OfferPage) -> None:
    for _ in range(9):
        with pytest.raises(Exception, match=r"."):
            propose(offer, cast.outsider, title="x")
    propose(offer, cast.outsider)


@pytest.mark.parametrize("who", ["publisher", "animator", "other_animator"])
def test_who_keeps_the_page_or_decides_is_not_limited(
    limits: None, cast: Cast, offer: OfferPage, who: str
) -> None:
    for number in range(7):
        propose(offer, getattr(cast, who), fee_detail=f"{number} €")


@pytest.mark.parametrize(("level", "most"), [(1, 30), (2, 40)])
def test_trust_lifts_the_limit(
    limits: None, cast: Cast, offer: OfferPage, level: int, most: int
) -> None:
    Trust.objects.create(user=cast.outsider, territory=offer.home_territory, level=level)
    for number in range(most):
        propose(offer, cast.outsider, fee_detail=f"{number} €")
    if level == 1:
        with pytest.raises(BarredAct):
            propose(offer, cast.outsider, fee_detail="encore")


def test_trust_elsewhere_lifts_nothing_here(limits: None, cast: Cast, offer: OfferPage) -> None:
    elsewhere = cast.other_structure.home_territory
    Trust.objects.create(user=cast.outsider, territory=elsewhere, level=2)
    for number in range(5):
        propose(offer, cast.outsider, fee_detail=f"{number} €")
    with pytest.raises(BarredAct):
        propose(offer, cast.outsider, fee_detail="encore")
