"""Two acts of which one is done but not committed when the other begins, in both orders, on a real
PostgreSQL."""

from collections.abc import Callable
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
from moderation.erasing.errors import NotHidden, NotOpen
from moderation.errors import ProposalInConflict, TooLate
from offers.models import OfferPage
from offers.validation import InvalidFields
from tests.at_once import Act, Doing, during, need_postgresql
from tests.cast import Cast, make_cast
from tests.contributions.making import propose
from tests.factories import make_offer

REFUSALS = (
    ClosedProposal,
    InvalidFields,
    MovedMeanwhile,
    NoChange,
    NotHidden,
    NotNow,
    NotOpen,
    PermissionDenied,
    ProposalInConflict,
    StaleVersion,
    TooLate,
    TwinProposal,
)
while_uncommitted: Callable[..., tuple[Any, Any, str]] = partial(during, expected=REFUSALS)


def begin_before(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, act: Act) -> list[Doing]:
    """Have somebody else begin the act, and wait or end, just before the first call of that."""
    done, others = getattr(module, name), list[Doing]()

    def called(*args: Any, **said: Any) -> Any:
        if not others:
            others.append(Doing(act, REFUSALS))
            others[0].waits()
        return done(*args, **said)

    monkeypatch.setattr(module, name, called)
    return others


@pytest.fixture(autouse=True)
def _postgresql_only() -> None:
    need_postgresql()


@pytest.fixture
def cast(_postgresql_only: None, transactional_db: None, words: None) -> Cast:
    return make_cast()


@pytest.fixture
def offer(cast: Cast) -> OfferPage:
    return make_offer(structure=cast.structure, author=cast.publisher)


@pytest.fixture
def proposal(cast: Cast, offer: OfferPage) -> Proposal:
    return propose(offer, cast.outsider, title="Voitures à louer", fee_detail="9 € par jour")
