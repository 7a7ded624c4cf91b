"""A refusal found wrong, or undone at once, counts against nobody."""

from accounts.models import User
from moderation.appeals.services import settle_appeal
from moderation.deciding.undoing import undo_decision
from moderation.models import Trust
from moderation.trust.services import recount
from offers.models import OfferPage
from tests.cast import Cast
from tests.moderation.appeals.making import ANSWER, appeal, colleague, refused


def counted(offer: OfferPage, user: User) -> Trust:
    trust = recount(user=user, territory=offer.home_territory)
    assert trust is not None
    return trust


def test_what_was_overturned_counts_no_more(cast: Cast, offer: OfferPage) -> None:
    decision = refused(offer, cast.outsider, cast.animator)
    assert counted(offer, cast.outsider).refused == 1
    filed = appeal(decision, cast.outsider)
    settle_appeal(appeal=filed, by=colleague(), overturns=True, answer=ANSWER)
    assert Trust.objects.get().refused == 0


def test_what_stands_after_an_appeal_still_counts(cast: Cast, offer: OfferPage) -> None:
    decision = refused(offer, cast.outsider, cast.animator)
    counted(offer, cast.outsider)
    filed = appeal(decision, cast.outsider)
    settle_appeal(appeal=filed, by=colleague(), overturns=False, answer=ANSWER)
    assert Trust.objects.get().refused == 1


def test_what_was_undone_at_once_counts_no_more(cast: Cast, offer: OfferPage) -> None:
    decision = refused(offer, cast.outsider, cast.animator)
    counted(offer, cast.outsider)
    undo_decision(decision=decision, moderator=cast.animator)
    assert Trust.objects.get().refused == 0
