"""A right that was checked still stands when what it allowed is written."""

from typing import Any

import pytest

from contributions.models import Proposal
from offers.models import OfferPage
from territories import reach
from tests.cast import Cast
from tests.contributions.making import propose
from tests.moderation.deciding.making import accept, edit, part, refuse


@pytest.fixture
def proposal(offer: OfferPage, cast: Cast) -> Proposal:
    return propose(offer, cast.outsider, title="Voitures à louer", fee_detail="9 €")


@pytest.mark.parametrize("act", ["accept", "edit", "part", "refuse"])
def test_the_role_of_who_decides_is_kept_until_the_end(
    monkeypatch: pytest.MonkeyPatch, cast: Cast, proposal: Proposal, act: str
) -> None:
    read, asked = reach._read, []

    def noted(user: Any, *, locks: bool) -> Any:
        asked.append(locks)
        return read(user, locks=locks)

    monkeypatch.setattr(reach, "_read", noted)
    {
        "accept": lambda: accept(proposal, cast.animator),
        "edit": lambda: edit(proposal, cast.animator, title="Voitures à louer au mois"),
        "part": lambda: part(proposal, cast.animator, "title"),
        "refuse": lambda: refuse(proposal, cast.animator),
    }[act]()
    assert asked[0] is True
