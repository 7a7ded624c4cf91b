"""A text is hidden while somebody decides on a proposal that says it: it ends nowhere."""

from functools import partial
from typing import Any

import pytest

from contributions.models import Proposal
from moderation.deciding.services import undo_decision
from moderation.erasing import services
from moderation.erasing.services import hide_text, show_again
from moderation.erasing.subjects import Subject, of_page, of_proposal, the_site
from moderation.models import Hiding
from offers.models import OfferPage
from offers.publishing import publish_one
from tests.at_once import Act
from tests.cast import Cast
from tests.contributions.making import propose
from tests.moderation.erasing.conftest import NAME
from tests.moderation.erasing.everywhere import tables_holding
from tests.moderation.racing.acts import accepting, editing, refusing
from tests.moderation.racing.conftest import begin_before, while_uncommitted

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

WORD = "zanzibarde"
WHAT = "<p>Une voiture pour le mois.</p>"


@pytest.fixture
def offer(offer: OfferPage, cast: Cast) -> OfferPage:
    """It says the name."""
    publish_one(offer=offer, fields={"contact_name": NAME}, author=cast.publisher)
    return OfferPage.objects.get(pk=offer.pk)


@pytest.fixture
def proposal(cast: Cast, offer: OfferPage) -> Proposal:
    """It says it again, elsewhere."""
    says = {"what": f"{WHAT}<p>Demandez {NAME}.</p>", "title": "Voitures à louer"}
    return propose(offer, cast.outsider, **says)


def hiding(subject: Subject, by: Any) -> Act:
    said = {"passages": NAME, "reason": Hiding.Reason.ON_REQUEST, "by": by}
    return partial(hide_text, subject=subject, **said)


DECIDING = {
    "accept": accepting,
    "edit": lambda proposal, by: editing(proposal, by, title="Autos à louer"),
    "refuse": refusing,
}
each_act = pytest.mark.parametrize("act", DECIDING.values(), ids=DECIDING)


@each_act
def test_decided_while_it_is_being_hidden(cast, offer, proposal, act) -> None:
    hidden, _decided, waited = while_uncommitted(
        hiding(of_page(offer), cast.administrator), act(proposal, cast.animator)
    )
    assert waited
    assert hidden.is_hidden
    assert tables_holding(WORD) == set()


@each_act
def test_hidden_while_it_is_being_decided(cast, offer, proposal, act) -> None:
    decided, hidden, waited = while_uncommitted(
        act(proposal, cast.animator), hiding(of_page(offer), cast.administrator)
    )
    assert waited
    assert not isinstance(decided, Exception)
    assert hidden.is_hidden
    assert tables_holding(WORD) == set()


def test_hidden_in_the_proposal_alone_while_it_is_accepted(cast, offer, proposal) -> None:
    _accepted, hidden, waited = while_uncommitted(
        accepting(proposal, cast.animator), hiding(of_proposal(proposal), cast.administrator)
    )
    assert waited
    assert hidden.is_hidden
    proposal.refresh_from_db()
    assert NAME not in str(proposal.changes)


def test_accepted_while_it_is_hidden_in_the_proposal_is_what_was_seen_or_nothing(
    cast, offer, proposal
) -> None:
    _hidden, accepted, waited = while_uncommitted(
        hiding(of_proposal(proposal), cast.administrator), accepting(proposal, cast.animator)
    )
    assert waited
    live = OfferPage.objects.get(pk=offer.pk)
    assert NAME not in live.what
    assert isinstance(accepted, Exception) == (live.title == offer.title)


def test_a_decision_undone_while_it_is_hidden_brings_nothing_back(cast, offer, proposal) -> None:
    accepting(proposal, cast.administrator)()
    without = propose(offer, cast.member, what=WHAT)
    decision = accepting(without, cast.animator)()
    _hidden, _undone, waited = while_uncommitted(
        hiding(of_page(offer), cast.administrator),
        partial(undo_decision, decision=decision, moderator=cast.animator),
    )
    assert waited
    assert tables_holding(WORD) == set()


@pytest.mark.parametrize("where", ["page", "site"])
def test_undone_in_the_middle_of_its_hiding(monkeypatch, cast, offer, proposal, where) -> None:
    decision = accepting(proposal, cast.animator)()
    undo = partial(undo_decision, decision=decision, moderator=cast.animator)
    others = begin_before(monkeypatch, services, "take_away", undo)
    subject = of_page(offer) if where == "page" else the_site()
    assert hiding(subject, cast.administrator)().is_hidden
    assert others[0].result
    assert tables_holding(WORD) == set()


def test_shown_again_while_somebody_accepts_loses_neither(cast, offer) -> None:
    hidden = hiding(of_page(offer), cast.administrator)()
    proposal = propose(offer, cast.member, title="Voitures à louer")
    accepted, _shown, waited = while_uncommitted(
        accepting(proposal, cast.animator),
        partial(show_again, hiding=hidden, by=cast.administrator),
    )
    assert waited
    assert not isinstance(accepted, Exception)
    live = OfferPage.objects.get(pk=offer.pk)
    assert (live.title, live.contact_name) == ("Voitures à louer", NAME)
