"""Several proposals decided together, a result for each."""

import pytest
from django.urls import reverse

from contributions.models import Proposal
from contributions.services import withdraw_proposal
from moderation.models import Decision
from offers.models import OfferPage
from tests.contributions.making import propose
from tests.factories import make_offer
from tests.moderation.desk.pages import form_to, words

LOOK, DECIDE = "/moderation/ensemble/", "/moderation/ensemble/decider/"
State = Proposal.State


@pytest.fixture
def pair(offer, cast) -> list[Proposal]:
    return [
        propose(offer, cast.outsider, title="Voitures à louer"),
        propose(offer, cast.member, fee_detail="7 € par jour"),
    ]


def look(client, proposals) -> dict:
    response = client.post(LOOK, {"item": [str(one.uuid) for one in proposals]})
    assert response.status_code == 200
    return form_to(response, DECIDE)


def states(proposals) -> list[str]:
    return [Proposal.objects.get(pk=one.pk).state for one in proposals]


def test_all_are_accepted_as_shown(animator, offer, pair) -> None:
    response = animator.post(DECIDE, {**look(animator, pair), "verdict": "accept"})
    assert response.status_code == 200
    assert states(pair) == [State.APPLIED, State.APPLIED]
    live = OfferPage.objects.get(pk=offer.pk)
    assert (live.title, live.fee_detail) == ("Voitures à louer", "7 € par jour")


def test_what_moved_meanwhile_is_left_out_and_said(animator, cast, pair) -> None:
    data = look(animator, pair)
    withdraw_proposal(proposal=pair[0], author=cast.outsider)
    response = animator.post(DECIDE, {**data, "verdict": "refuse", "reason": "outdated"})
    assert states(pair) == [State.WITHDRAWN, State.REJECTED]
    assert [line["result"].outcome for line in response.context["results"]] == ["closed", "done"]


def test_what_is_not_ticked_any_more_is_left_alone(animator, pair) -> None:
    data = look(animator, pair)
    data["item"] = str(pair[1].uuid)
    animator.post(DECIDE, {**data, "verdict": "accept"})
    assert states(pair) == [State.PENDING, State.APPLIED]


@pytest.mark.parametrize(
    "typed", [{}, {"verdict": "nothing"}, {"verdict": "refuse"}, {"verdict": "ask"}]
)
def test_a_decision_without_its_words_changes_nothing(animator, pair, typed) -> None:
    response = animator.post(DECIDE, {**look(animator, pair), **typed})
    assert response.status_code == 422
    assert states(pair) == [State.PENDING, State.PENDING]


def test_each_author_reads_the_ready_text_in_their_language(animator, cast, pair) -> None:
    cast.outsider.language = "en"
    cast.outsider.save(update_fields=["language"])
    typed = {"verdict": "ask", "canned": "source", "message": "Rue Haute ?"}
    assert animator.post(DECIDE, {**look(animator, pair), **typed}).status_code == 200
    said = {one.proposal_id: one.message for one in Decision.objects.all()}
    assert said[pair[0].pk].startswith("Thank you!")
    assert said[pair[1].pk].startswith("Merci !")
    assert all(text.endswith("Rue Haute ?") for text in said.values())


def test_what_was_not_shown_is_not_decided(animator, pair) -> None:
    response = animator.post(DECIDE, {"item": str(pair[0].uuid), "verdict": "accept"})
    assert response.status_code == 422
    assert states(pair) == [State.PENDING, State.PENDING]


def test_a_foreign_proposal_is_neither_shown_nor_decided(animator, cast) -> None:
    elsewhere = make_offer(
        structure=cast.other_structure, title="Permis à Lyon", commune="fr:commune:69123",
        coverage=["fr:department:69"], latitude=None, longitude=None,
    )  # fmt: skip
    foreign = propose(elsewhere, cast.outsider, title="Permis à Villeurbanne")
    assert animator.post(LOOK, {"item": str(foreign.uuid)}).url == reverse("moderation:queue")
    key = str(foreign.uuid)
    typed = {"item": key, f"version-{key}": "1", f"hash-{key}": "", "verdict": "accept"}
    response = animator.post(DECIDE, typed)
    assert "Villeurbanne" not in words(response)
    assert states([foreign]) == [State.PENDING]


@pytest.mark.parametrize("sent", [{}, {"item": "nothing"}, {"item": ["a"] * 3}])
def test_nothing_chosen_leads_back(animator, pair, sent) -> None:
    assert animator.post(LOOK, sent).url == reverse("moderation:queue")


def test_a_hundred_at_most(animator, pair) -> None:
    many = [f"00000000-0000-4000-8000-{number:012d}" for number in range(101)]
    for url in (LOOK, DECIDE):
        response = animator.post(url, {"item": many, "verdict": "skip"})
        assert response.url == reverse("moderation:queue")
