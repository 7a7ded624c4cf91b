"""Each answer from the page of an item, over HTTP, as a browser without JavaScript sends it."""

import pytest
from bs4 import BeautifulSoup
from django.utils.html import escape

from contributions.models import Proposal
from contributions.services import resubmit
from moderation.deciding.canned import messages_for
from moderation.models import Agreement, Aside, Decision, Escalation
from offers.models import OfferPage
from tests.contributions.making import ask, propose
from tests.factories import offer_fields
from tests.moderation.desk.pages import act, decide, form_to, item
from tests.moderation.desk.pages import words as words_of

State = Proposal.State
ACTS = ("accept", "accept-part", "ask", "refuse", "join", "escalate", "skip", "recuse", "edit")


def test_a_ready_text_is_sent_in_the_language_of_the_author(animator, cast, proposal) -> None:
    cast.outsider.language = "en"
    cast.outsider.save(update_fields=["language"])
    response = decide(animator, proposal, "ask", canned="source", message="Rue Haute ?")
    assert response.status_code == 302
    said = Decision.objects.get(verdict="ask").message
    assert said.startswith("Thank you!")
    assert said.endswith("Rue Haute ?")
    proposal.refresh_from_db()
    assert proposal.state == State.NEEDS_CHANGES


def test_a_ready_text_that_was_read_in_the_box_is_sent_once(animator, proposal) -> None:
    page = animator.get(item(proposal)).content.decode()
    text = next(one.text for one in messages_for("ask", "fr") if one.code == "source")
    assert page.count(f'data-text="{escape(text)}"') == 1
    decide(animator, proposal, "ask", message=text)
    assert Decision.objects.get(verdict="ask").message == text


def test_the_rare_answers_are_closed_until_they_are_asked_for(animator, proposal) -> None:
    box = BeautifulSoup(animator.get(item(proposal)).content, "html.parser").select_one("#others")
    assert not box.has_attr("open")
    forms = {form["action"].partition("?")[0] for form in box.select("form")}
    assert {act(name, proposal) for name in ("skip", "recuse", "accept-part", "escalate")} <= forms
    assert box.select_one("a[href*='bloquer']")


def test_asking_without_words_keeps_the_item_and_says_so(animator, proposal) -> None:
    response = decide(animator, proposal, "ask")
    assert response.status_code == 422
    assert 'id="ask" open' in response.content.decode()
    assert not Decision.objects.exists()


def test_a_part_goes_live_and_the_rest_waits(animator, offer, proposal) -> None:
    response = decide(animator, proposal, "accept-part", paths=["fee_detail"], rest="wait")
    assert response.status_code == 302
    live = OfferPage.objects.get(pk=offer.pk)
    assert live.fee_detail == "6 € par jour"
    assert live.title != "Voitures à louer"
    proposal.refresh_from_db()
    assert (proposal.state, list(proposal.changes)) == (State.PENDING, ["title"])


def test_the_rest_is_refused_for_its_own_reason(animator, proposal) -> None:
    typed = {"paths": ["fee_detail"], "rest": "refuse", "reason": "unclear", "message": "Trop long"}
    assert decide(animator, proposal, "accept-part", **typed).status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == State.REJECTED
    assert proposal.decisions.get(verdict="refuse").reason == "unclear"


@pytest.mark.parametrize(
    "typed", [{}, {"paths": ["nothing"]}, {"paths": ["title"], "rest": "refuse", "reason": ""}]
)
def test_a_part_that_cannot_be_taken_changes_nothing(animator, proposal, typed) -> None:
    response = decide(animator, proposal, "accept-part", **typed)
    assert response.status_code == 422
    assert 'id="part" open' in response.content.decode()
    assert not Decision.objects.exists()


def test_one_change_alone_is_not_accepted_in_part(animator, offer, cast) -> None:
    alone = propose(offer, cast.outsider, fee_detail="7 €")
    assert act("accept-part", alone) not in animator.get(item(alone)).content.decode()


def test_what_says_the_same_is_joined(animator, offer, cast, proposal) -> None:
    other = propose(offer, cast.member, title="Autos à louer")
    response = decide(animator, proposal, "join", into=str(other.uuid))
    assert response.status_code == 302
    proposal.refresh_from_db()
    assert (proposal.state, proposal.joined_to) == (State.JOINED, other)


def test_nothing_is_joined_to_what_is_not_offered(animator, offer, cast, proposal) -> None:
    propose(offer, cast.member, title="Autos à louer")
    response = decide(animator, proposal, "join", into=str(proposal.uuid))
    assert response.status_code == 422
    proposal.refresh_from_db()
    assert proposal.state == State.PENDING


def test_a_proposal_alone_on_its_page_has_nothing_to_be_joined_to(animator, proposal) -> None:
    assert act("join", proposal) not in animator.get(item(proposal)).content.decode()


def test_it_is_passed_on_with_a_word(animator, proposal) -> None:
    response = decide(animator, proposal, "escalate", message="Je ne connais pas ce dispositif.")
    assert response.status_code == 302
    assert Escalation.objects.get().message == "Je ne connais pas ce dispositif."
    assert "Je ne connais pas ce dispositif." in words_of(animator.get(item(proposal)))


def test_passing_on_needs_a_word(animator, proposal) -> None:
    assert decide(animator, proposal, "escalate").status_code == 422
    assert not Escalation.objects.exists()


def test_what_is_skipped_comes_last(animator, offer, cast, proposal) -> None:
    other = propose(offer, cast.outsider, documents=["Permis"])
    assert decide(animator, proposal, "skip").url == item(other, "?suite=1")
    page = animator.get("/moderation/").content.decode()
    assert page.index(str(other.uuid)) < page.index(str(proposal.uuid))


def test_who_stands_back_does_not_decide_on_it_any_more(animator, cast, proposal) -> None:
    assert decide(animator, proposal, "recuse").url == "/moderation/"
    assert Aside.objects.get().moderator == cast.animator
    assert str(proposal.uuid) not in animator.get("/moderation/").content.decode()
    page = animator.get(item(proposal)).content.decode()
    assert act("accept", proposal) not in page
    assert animator.post(act("accept", proposal), {"version": "1"}).status_code == 403


def test_what_takes_two_waits_for_the_second(animator, client, cast, offer) -> None:
    money = propose(offer, cast.outsider, fee_detail="Payer sur FR76 3000 1007 9412 3456 7890 185")
    assert "payment" in money.risk_reasons
    decide(animator, money, "accept")
    money.refresh_from_db()
    assert money.state == State.PENDING
    assert Agreement.objects.count() == 1
    assert str(money.uuid) not in animator.get("/moderation/").content.decode()
    client.force_login(cast.administrator)
    assert "Awa" in words_of(client.get(item(money)))
    decide(client, money, "accept")
    money.refresh_from_db()
    assert money.state == State.APPLIED


@pytest.mark.parametrize("name", ACTS)
def test_every_answer_is_refused_without_the_version_that_was_read(
    animator, proposal, name
) -> None:
    response = animator.post(act(name, proposal), {"message": "Voilà.", "reason": "outdated"})
    assert response.status_code == 422
    proposal.refresh_from_db()
    assert proposal.state == State.PENDING


@pytest.mark.parametrize("name", ["accept", "accept-part", "ask", "refuse", "skip", "recuse"])
def test_every_answer_to_another_version_is_stale(animator, proposal, name) -> None:
    typed = {"version": "9", "message": "Voilà.", "reason": "outdated", "paths": ["title"]}
    assert animator.post(act(name, proposal), typed).status_code == 409
    assert not Decision.objects.exists()


def test_the_next_one_was_decided_by_somebody_else_meanwhile(
    animator, offer, cast, proposal
) -> None:
    middle = propose(offer, cast.outsider, documents=["Permis"])
    last = propose(offer, cast.member, documents=["Carte"])
    form = animator.get(item(proposal))
    assert form.context["next"] == middle.uuid
    response = decide(animator, proposal, "refuse", reason="outdated", next=str(middle.uuid))
    decide(animator, middle, "refuse", reason="outdated")
    assert animator.get(response.url).url == item(last)


@pytest.mark.parametrize("text", ["", "nothing", "https://evil.example/"])
def test_the_next_is_never_an_address_that_was_typed(animator, proposal, text) -> None:
    response = decide(animator, proposal, "refuse", reason="outdated", next=text)
    assert response.url == "/moderation/"


def test_the_page_is_seen_as_everybody_would_see_it(animator, offer, cast, proposal) -> None:
    page = animator.get(act("as-live", proposal)).content.decode()
    assert "Voitures à louer" in page
    assert OfferPage.objects.get(pk=offer.pk).title != "Voitures à louer"
    changes = {**offer_fields(), "structure": cast.structure.public_id}
    created = ask(author=cast.outsider, action=Proposal.Action.CREATE, changes=changes)
    assert animator.get(act("as-live", created)).status_code == 404
    assert act("as-live", created) not in animator.get(item(created)).content.decode()


def test_a_new_page_is_said_better_then_accepted(animator, cast, words, offer) -> None:
    changes = {**offer_fields(), "structure": cast.structure.public_id}
    created = ask(author=cast.outsider, action=Proposal.Action.CREATE, changes=changes)
    data = form_to(animator.get(act("edit", created)), act("edit", created))
    response = animator.post(act("edit", created), {**data, "title": "Un titre bien meilleur"})
    assert response.status_code == 302
    created.refresh_from_db()
    assert created.offer.title == "Un titre bien meilleur"
    assert created.offer.latest_revision.user == cast.outsider


def test_what_was_asked_and_what_changed_since_is_told(animator, cast, offer, proposal) -> None:
    decide(animator, proposal, "ask", message="Précisez la ville.")
    asked = words_of(animator.get(item(proposal)))
    assert "Précisez la ville." in asked
    resubmit(
        proposal=proposal,
        author=cast.outsider,
        version=1,
        changes={"title": "Voitures à louer à Rodez", "fee_detail": "6 € par jour"},
        summary="J’ajoute la ville.",
    )
    since = animator.get(item(proposal)).context["since"]
    assert [field.name for field in since.diff] == ["title"]
