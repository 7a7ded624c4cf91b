"""What blocks, protection, trust and limits cost whoever meets none of them, in queries."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contributions import gate
from contributions.direct import permissions as direct
from contributions.direct.services import publish_own_edit
from contributions.models import Proposal
from contributions.previews import preview
from moderation.deciding.services import SeenVersion, accept_proposal
from moderation.trust.direct import is_trusted_with
from offers.models import OfferPage
from tests.cast import Cast
from tests.contributions.making import propose
from tests.factories import make_offer

FEES = ("1 €", "2 €", "3 €")
WHY = "Nous avons changé cela hier."


def cost(act: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Take the gate and the rule of trust away."""

    def take_away() -> None:
        monkeypatch.setattr(gate, "_gates", [])
        rules = [rule for rule in direct._rules if rule is not is_trusted_with]
        monkeypatch.setattr(direct, "_rules", rules)

    return take_away


def compared(act: Callable[[str], Any], without: Callable[[], None]) -> int:
    """How many queries more, the first of each kind, which fills what is remembered, aside."""
    act("1 €")
    guarded = cost(lambda: act("2 €"))
    without()
    return guarded - cost(lambda: act("3 €"))


def test_proposing_costs_one_query(cast: Cast, offer: OfferPage, without: Any) -> None:
    assert compared(lambda fee: propose(offer, cast.outsider, fee_detail=fee), without) == 1


def test_counting_costs_one_more(settings: Any, cast: Cast, offer: OfferPage, without: Any) -> None:
    settings.PROPOSAL_LIMITS = True
    assert compared(lambda fee: propose(offer, cast.outsider, fee_detail=fee), without) == 2


def test_accepting_costs_one_query(cast: Cast, words: None, without: Any) -> None:
    pages = {fee: make_offer(structure=cast.structure, title=fee) for fee in FEES}
    waiting = {fee: propose(page, cast.outsider, fee_detail=fee) for fee, page in pages.items()}

    def accept(fee: str) -> None:
        proposal = Proposal.objects.get(pk=waiting[fee].pk)
        seen = SeenVersion(proposal.version, preview(proposal).preview_hash)
        accept_proposal(proposal=proposal, moderator=cast.animator, seen=seen)

    assert compared(accept, without) == 1


def test_the_edit_of_an_owner_costs_one_query_each_time_it_is_looked_at(
    cast: Cast, offer: OfferPage, without: Any
) -> None:
    def edit(fee: str) -> None:
        target = OfferPage.objects.get(pk=offer.pk)
        sent = publish_own_edit(
            author=cast.publisher,
            target_kind="offer",
            target=target,
            changes={"fee_detail": fee},
            summary=WHY,
        )
        assert sent.published

    assert compared(edit, without) == 2
