"""A right that was checked still stands when what it allowed is written."""

from typing import Any

import pytest

from contributions.models import Proposal
from offers.models import OfferPage
from territories import reach
from tests.cast import Cast
from tests.contributions.making import propose
from tests.moderation.deciding.making import PAYMENT, accept, edit, part, refuse


@pytest.fixture
def proposal(offer: OfferPage, cast: Cast) -> Proposal:
    return propose(offer, cast.outsider, title="Voitures à louer", fee_detail="9 €")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, bool]]:
    """Whose roles are read, in order, and whether they are held."""
    read, found = reach._read, []

    def noted(user: Any, *, locks: bool) -> Any:
        found.append((user.pk, locks))
        return read(user, locks=locks)

    monkeypatch.setattr(reach, "_read", noted)
    return found


@pytest.mark.parametrize("act", ["accept", "edit", "part", "refuse"])
def test_the_role_of_who_decides_is_kept_until_the_end(
    asked: list[tuple[int, bool]], cast: Cast, proposal: Proposal, act: str
) -> None:
    asked.clear()
    {
        "accept": lambda: accept(proposal, cast.animator),
        "edit": lambda: edit(proposal, cast.animator, title="Voitures à louer au mois"),
        "part": lambda: part(proposal, cast.animator, "title"),
        "refuse": lambda: refuse(proposal, cast.animator),
    }[act]()
    assert asked[0] == (cast.animator.pk, True)


@pytest.mark.parametrize("first", ["animator", "administrator"])
def test_the_roles_of_two_are_held_in_one_order(
    asked: list[tuple[int, bool]], cast: Cast, offer: OfferPage, first: str
) -> None:
    """Else two people who accept what the other agreed to would wait for each other."""
    people = {cast.animator, cast.administrator}
    (second,) = people - {getattr(cast, first)}
    proposal = propose(offer, cast.outsider, fee_detail=PAYMENT)
    accept(proposal, getattr(cast, first))
    asked.clear()
    accept(proposal, second)
    assert asked == [(pk, True) for pk in sorted(person.pk for person in people)]
