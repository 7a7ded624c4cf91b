"""A text is erased for good while somebody decides on a proposal that says it again."""

from functools import partial

import pytest
from django.utils import timezone

from contributions.models import Proposal
from moderation.deciding.services import undo_decision
from moderation.erasing.redacting import ask_redaction, confirm_redaction, redact
from moderation.erasing.services import hide_text, show_again
from moderation.erasing.subjects import of_page
from moderation.models import Hiding, Redaction
from offers.models import OfferPage
from offers.publishing import publish_one
from tests.at_once import Act
from tests.cast import Cast
from tests.contributions.making import propose
from tests.moderation.erasing.conftest import NAME
from tests.moderation.erasing.everywhere import tables_holding
from tests.moderation.erasing.making import age, make_overseer
from tests.moderation.racing.acts import accepting, editing
from tests.moderation.racing.conftest import REFUSALS, while_uncommitted

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

WORD = "zanzibarde"


@pytest.fixture
def redaction(cast: Cast, offer: OfferPage) -> Redaction:
    """Confirmed, and due."""
    publish_one(offer=offer, fields={"contact_name": NAME}, author=cast.publisher)
    hiding = hide_text(
        subject=of_page(OfferPage.objects.get(pk=offer.pk)),
        passages=NAME,
        reason=Hiding.Reason.ON_REQUEST,
        by=cast.animator,
    )
    said = {"basis": "erasure", "note": "Elle a écrit pour que son nom disparaisse."}
    asked = ask_redaction(hiding=hiding, by=cast.administrator, **said)
    confirmed = confirm_redaction(redaction=asked, by=make_overseer())
    age(hiding, days=8)
    return confirmed


@pytest.fixture
def proposal(cast: Cast, offer: OfferPage, redaction: Redaction) -> Proposal:
    """It says the name again, after it was hidden."""
    offer = OfferPage.objects.get(pk=offer.pk)
    says = {"what": f"<p>Demandez {NAME}.</p>", "title": "Voitures à louer"}
    return propose(offer, cast.outsider, **says)


def erasing(redaction: Redaction) -> Act:
    return partial(redact, redaction=redaction, at=timezone.now())


DECIDING = {
    "accept": accepting,
    "edit": lambda proposal, by: editing(proposal, by, title="Autos à louer"),
}
each_act = pytest.mark.parametrize("act", DECIDING.values(), ids=DECIDING)


@each_act
def test_decided_while_it_is_erased(cast, offer, redaction, proposal, act) -> None:
    erased, _decided, waited = while_uncommitted(erasing(redaction), act(proposal, cast.animator))
    assert waited
    assert erased.state == Redaction.State.DONE
    assert tables_holding(WORD) == set()


@each_act
def test_erased_while_it_is_decided(cast, offer, redaction, proposal, act) -> None:
    decided, erased, waited = while_uncommitted(act(proposal, cast.animator), erasing(redaction))
    assert waited
    assert not isinstance(decided, Exception)
    assert erased.state == Redaction.State.DONE
    assert tables_holding(WORD) == set()


def test_a_decision_undone_while_it_is_erased_brings_nothing_back(
    cast, offer, redaction, proposal
) -> None:
    accepting(proposal, cast.animator)()
    other = propose(offer, cast.member, what="<p>Demandez l'accueil.</p>")
    decision = accepting(other, cast.administrator)()
    _erased, undone, waited = while_uncommitted(
        erasing(redaction), partial(undo_decision, decision=decision, moderator=cast.administrator)
    )
    assert waited
    assert isinstance(undone, REFUSALS)
    assert tables_holding(WORD) == set()


def test_shown_again_while_it_is_erased_is_too_late(cast, redaction) -> None:
    again = partial(show_again, hiding=redaction.hiding, by=cast.administrator)
    _erased, shown, waited = while_uncommitted(erasing(redaction), again)
    assert waited
    assert isinstance(shown, REFUSALS)
    assert tables_holding(WORD) == set()
