"""The list of one's own contributions: where each waits, what was answered, what is left of it."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from contributions.services import withdraw_proposal
from contributions.views.proposals import MINE_A_PAGE
from moderation.models import Decision
from tests.contributions.making import propose
from tests.contributions.mine.making import accept, answered_within, refuse
from tests.contributions.reporting.making import told

MINE = "contributions:mine"


def said(client: Any, query: str = "") -> str:
    page = client.get(reverse(MINE) + query)
    assert page.status_code == 200
    return BeautifulSoup(page.content, "html.parser").main.get_text(" ", strip=True)


@pytest.fixture
def signed_in(client, cast) -> Any:
    client.force_login(cast.outsider)
    return client


def test_a_waiting_proposal_says_where_it_waits(signed_in, offer, cast) -> None:
    propose(offer, cast.member, title="Avant la mienne")
    propose(offer, cast.outsider, title="La mienne")
    page = said(signed_in)
    assert "Numéro 2 dans la file" in page
    assert "Aveyron" in page
    assert "Trop peu de réponses récentes" in page
    assert "environ" not in page
    answered_within(offer, cast, [30, 30, 30, 30, 30])
    assert "environ 30 heures" in said(signed_in)


def test_a_refused_one_says_why_by_whom_and_how_to_go_on(signed_in, offer, cast) -> None:
    proposal = refuse(propose(offer, cast.outsider), cast.animator, message="Le garage dit 5 €.")
    page = signed_in.get(reverse(MINE)).content.decode()
    assert "Le garage dit 5 €." in page
    assert "Awa" in page
    assert str(Decision.Reason.NOT_CONFIRMED.label) in page.replace("&#x27;", "'")
    edit = reverse("contributions:propose-edit", args=[offer.public_id])
    assert f"{edit}?reprendre={proposal.uuid}" in page
    assert (
        f"{edit}?reprendre={proposal.uuid}"
        in signed_in.get(reverse("contributions:proposal", args=[proposal.uuid])).content.decode()
    )


def test_an_accepted_one_says_what_is_left_of_it(signed_in, offer, cast) -> None:
    accept(propose(offer, cast.outsider, title="Autre titre"), cast.animator)
    assert "Toujours sur la page" in said(signed_in)
    accept(propose(offer, cast.member, title="Encore un autre titre"), cast.animator)
    page = said(signed_in)
    assert "Toujours sur la page" not in page
    assert "titre" in page


def test_it_says_how_many_ask_for_the_same(signed_in, offer, cast) -> None:
    proposal = propose(offer, cast.outsider)
    assert "même chose" not in said(signed_in)
    propose(offer, cast.member)
    assert "1 autre personne demande la même chose" in said(signed_in)
    page = signed_in.get(reverse("contributions:proposal", args=[proposal.uuid]))
    assert "1 autre personne" in page.content.decode()


def test_each_state_has_its_list(signed_in, offer, cast) -> None:
    propose(offer, cast.outsider, summary="Celle qui attend encore", title="Premier")
    refuse(
        propose(offer, cast.outsider, summary="Celle qui est refusée", title="Deux"), cast.animator
    )
    accept(
        propose(offer, cast.outsider, summary="Celle qui est acceptée", title="Trois"),
        cast.animator,
    )
    taken = propose(offer, cast.outsider, summary="Celle qui est retirée", title="Quatre")
    withdraw_proposal(proposal=taken, author=cast.outsider)
    lists = {
        "en-attente": "attend",
        "refusees": "refusée",
        "acceptees": "acceptée",
        "retirees": "retirée",
    }
    for chosen, word in lists.items():
        page = said(signed_in, f"?etat={chosen}")
        assert f"Celle qui est {word}" in page or f"Celle qui {word}" in page
        assert page.count("Celle qui") == 1
    for chosen in ("", "?etat=", "?etat=n'importe", "?etat=en-attente&page=99"):
        assert said(signed_in, chosen).count("Celle qui") in {1, 4}
    assert said(signed_in, "?etat=a-reprendre").count("Celle qui") == 0


def test_what_was_reported_is_there_too(signed_in, offer, cast) -> None:
    told(offer, author=cast.outsider, reason="closed", text="Le rideau est baissé.")
    told(offer, author=cast.member, reason="phone", text="Cela sonne dans le vide.")
    assert "rideau" not in said(signed_in)
    page = said(signed_in, "?etat=signalements")
    assert "Le rideau est baissé." in page
    assert "dans le vide" not in page
    assert offer.title in page
    assert "Erreurs signalées 1" in page


def test_the_list_has_pages_that_keep_the_filter(signed_in, offer, cast) -> None:
    for number in range(MINE_A_PAGE + 1):
        propose(offer, cast.outsider, fee_detail=f"{number} €")
    page = signed_in.get(reverse(MINE) + "?etat=en-attente").content.decode()
    assert "etat=en-attente&amp;page=2" in page
    second = signed_in.get(reverse(MINE) + "?etat=en-attente&page=2").content.decode()
    assert second.count("<article") == 1
    assert "etat=en-attente&amp;page=1" in second


def test_the_page_of_a_proposal_tells_what_happened(signed_in, offer, cast) -> None:
    proposal = refuse(propose(offer, cast.outsider), cast.animator)
    page = signed_in.get(reverse("contributions:proposal", args=[proposal.uuid]))
    events = [event.kind for event in page.context["events"]]
    assert events == ["sent", "decision"]


QUERIES = 10


@pytest.mark.parametrize("size", [1, 6])
def test_it_costs_the_same_whatever_its_length(
    signed_in, offer, cast, size, django_assert_num_queries: Any
) -> None:
    for number in range(size):
        propose(offer, cast.outsider, fee_detail=f"{number} €")
        refuse(propose(offer, cast.outsider, duration_weeks=number + 1), cast.animator)
        accept(propose(offer, cast.outsider, title=f"Titre {number}"), cast.animator)
    signed_in.get(reverse(MINE))
    with django_assert_num_queries(QUERIES):
        signed_in.get(reverse(MINE))
