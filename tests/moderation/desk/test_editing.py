"""Saying a proposal better before it goes live."""

from contributions.models import Proposal
from moderation.models import Decision
from offers.models import Expression, OfferPage
from offers.publishing import publish_one
from tests.contributions.making import propose
from tests.factories import CAR
from tests.moderation.desk.pages import act, form_to, item
from tests.moderation.desk.pages import words as words_of

OTHER = "mobilite--entretenir-reparer-son-vehicule"


def send(client, proposal, **typed):
    data = form_to(client.get(act("edit", proposal)), act("edit", proposal))
    return client.post(act("edit", proposal), {**data, **typed})


def test_the_text_goes_live_in_the_name_of_its_author(animator, cast, offer, proposal) -> None:
    response = send(animator, proposal, title="Louer une voiture")
    assert response.status_code == 302
    live = OfferPage.objects.get(pk=offer.pk)
    assert (live.title, live.fee_detail) == ("Louer une voiture", "6 € par jour")
    assert live.latest_revision.user == cast.outsider
    assert Decision.objects.get().is_edited


def test_only_what_was_proposed_has_a_box(animator, proposal) -> None:
    data = form_to(animator.get(act("edit", proposal)), act("edit", proposal))
    assert {"title", "fee_detail"} <= data.keys()
    assert "summary" not in data
    response = animator.post(act("edit", proposal), {**data, "summary": "Autre chose"})
    assert response.status_code == 422
    assert not Decision.objects.exists()


def test_what_cannot_be_read_comes_back_as_typed(animator, proposal) -> None:
    response = send(animator, proposal, title="x" * 400)
    assert response.status_code == 422
    assert "x" * 400 in response.content.decode()
    assert not Decision.objects.exists()


def test_the_page_moved_meanwhile_and_nothing_typed_is_lost(
    animator, cast, offer, proposal
) -> None:
    data = form_to(animator.get(act("edit", proposal)), act("edit", proposal))
    publish_one(offer=offer, fields={"title": "Titre tout neuf"}, author=cast.publisher)
    response = animator.post(act("edit", proposal), {**data, "title": "Louer une voiture"})
    assert response.status_code == 409
    assert "Louer une voiture" in response.content.decode()
    assert "Titre tout neuf" in words_of(response)
    again = {**form_to(response, act("edit", proposal)), "title": "Louer une voiture"}
    assert animator.post(act("edit", proposal), again).status_code == 302
    assert OfferPage.objects.get(pk=offer.pk).title == "Louer une voiture"


def test_an_act_on_a_whole_page_has_no_words_to_edit(animator, cast, offer) -> None:
    closing = propose_closing(offer, cast.outsider)
    assert act("edit", closing) not in animator.get(item(closing)).content.decode()
    assert animator.get(act("edit", closing)).url == item(closing)


def propose_closing(offer, author) -> Proposal:
    from tests.contributions.making import ask

    return ask(author=author, target=offer, action=Proposal.Action.ARCHIVE, changes={})


def test_ones_own_proposal_is_not_edited_to_be_accepted(animator, cast, offer) -> None:
    own = propose(offer, cast.animator, title="Le mien")
    assert animator.get(act("edit", own)).status_code == 403
    assert animator.post(act("edit", own), {"version": "1"}).status_code == 403


def test_the_need_of_an_expression_is_chosen_anew(client, cast, words) -> None:
    asked = propose_expression(cast.outsider)
    client.force_login(cast.administrator)
    response = send(client, asked, need=OTHER, also=[CAR])
    assert response.status_code == 302
    live = Expression.objects.get(text="ma caisse est morte")
    assert (live.need.code, [one.code for one in live.also.all()]) == (OTHER, [CAR])
    assert Decision.objects.get().is_edited


def test_a_need_that_does_not_exist_is_refused_beside_its_box(client, cast, words) -> None:
    asked = propose_expression(cast.outsider)
    client.force_login(cast.administrator)
    response = send(client, asked, need="nothing")
    assert response.status_code == 422
    assert response.context["form"].errors.keys() == {"need"}
    assert not Decision.objects.exists()


def propose_expression(author) -> Proposal:
    from tests.contributions.making import ask

    said = {"text": "ma caisse est morte", "need": CAR, "also": [OTHER], "language": "fr"}
    return ask(author=author, target_kind="expression", action="create", changes=said)
