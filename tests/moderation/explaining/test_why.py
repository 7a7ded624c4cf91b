"""Why this delay, why refused: the page of the author."""

import pytest
from django.urls import reverse
from django.utils import timezone

from contributions.models import Proposal
from moderation.deciding.services import ask_for_change
from moderation.explaining.delays import delay_of
from moderation.explaining.reasons import EXPLANATIONS
from moderation.models import Decision
from territories.models import MemberRole, TerritoryContact
from territories.services import revoke_role
from tests.contributions.making import propose
from tests.moderation.appeals.making import refused


def why(proposal: Proposal) -> str:
    return reverse("moderation:why", args=[proposal.uuid])


def page(client, user, proposal: Proposal) -> str:
    client.force_login(user)
    response = client.get(why(proposal))
    assert response.status_code == 200
    return response.content.decode().replace("&#x27;", "'")


def test_each_reason_is_explained():
    assert set(EXPLANATIONS) == set(Decision.Reason.values)


def test_what_waits_says_what_comes_first(offer, cast):
    propose(offer, cast.member, website="https://ailleurs.example")
    propose(offer, cast.member, fee_detail="7 €")
    mine = propose(offer, cast.outsider)
    propose(offer, cast.member, fee_detail="9 €")
    delay = delay_of(mine, at=timezone.now())
    assert (delay.riskier, delay.older, delay.place, delay.people) == (1, 1, 3, 1)
    assert not delay.is_stood_in


def test_nobody_in_the_department_is_said(client, offer, cast):
    for role in MemberRole.objects.filter(user=cast.animator):
        revoke_role(role=role, by=None)
    mine = propose(offer, cast.outsider)
    delay = delay_of(mine, at=timezone.now())
    assert delay.is_stood_in
    assert delay.answering.name in page(client, cast.outsider, mine)


def test_who_to_write_to_is_said(client, offer, cast):
    mine = propose(offer, cast.outsider)
    TerritoryContact.objects.create(
        territory=mine.territory, name="Équipe de l'Aveyron", email="aveyron@example.org"
    )
    assert "mailto:aveyron@example.org" in page(client, cast.outsider, mine)


def test_a_refusal_is_explained_and_the_text_can_be_taken(client, offer, cast):
    decision = refused(offer, cast.outsider, cast.animator, fee_detail="6 € par jour")
    shown = page(client, cast.outsider, decision.proposal)
    explained = EXPLANATIONS[decision.reason]
    for text in (decision.message, str(explained.meaning), str(explained.help), "6 € par jour"):
        assert text in shown
    assert f"reprendre={decision.proposal.uuid}" in shown
    file = client.get(reverse("moderation:why-text", args=[decision.proposal.uuid]))
    assert file["Content-Type"].startswith("text/plain")
    assert "6 € par jour" in file.content.decode()


def test_what_is_asked_says_until_when(client, offer, cast):
    mine = propose(offer, cast.outsider)
    ask_for_change(proposal=mine, moderator=cast.animator, version=1, message="Quelle source ?")
    shown = page(client, cast.outsider, Proposal.objects.get(pk=mine.pk))
    assert "Quelle source ?" in shown
    assert delay_of(Proposal.objects.get(pk=mine.pk), at=timezone.now()) is None


def test_animators_read_it_without_the_author_s_buttons(client, offer, cast):
    decision = refused(offer, cast.outsider, cast.animator)
    shown = page(client, cast.animator, decision.proposal)
    assert reverse("moderation:appeal-refusal", args=[decision.proposal.uuid]) not in shown
    text = reverse("moderation:why-text", args=[decision.proposal.uuid])
    assert text not in shown
    assert client.get(text).status_code == 404


@pytest.mark.parametrize("who", ["member", "other_animator"])
def test_it_is_not_there_for_others(client, offer, cast, who):
    mine = propose(offer, cast.outsider)
    client.force_login(getattr(cast, who))
    assert client.get(why(mine)).status_code == 404
    assert client.get(reverse("moderation:why-text", args=[mine.uuid])).status_code == 404


def test_the_page_of_the_proposal_leads_there(client, offer, cast):
    mine = propose(offer, cast.outsider)
    client.force_login(cast.outsider)
    url = reverse("contributions:proposal", args=[mine.uuid])
    assert why(mine) in client.get(url).content.decode()
