"""The page changed where someone was writing: both texts are shown, and the person settles it."""

from typing import Any

import pytest
from django.urls import reverse

from contributions.models import Draft, Proposal
from offers.models import OfferPage
from offers.publishing import publish_one
from tests.contributions.making import WHY, form_data


@pytest.fixture
def url(offer) -> str:
    return reverse("contributions:propose-edit", args=[offer.public_id])


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.outsider)
    return client


@pytest.fixture
def clash(signed_in, url, offer, cast):
    """Sends `mine` after the page became `theirs`."""

    def made(mine: dict[str, Any], theirs: dict[str, Any], **start: Any) -> Any:
        if start:
            publish_one(offer=offer, fields=start, author=cast.publisher)
        typed = {**form_data(signed_in.get(url)), "proposal_summary": WHY, "act": "send", **mine}
        publish_one(offer=offer, fields=theirs, author=cast.publisher)
        return signed_in.post(url, typed)

    return made


def settle(client: Any, url: str, response: Any, **said: Any) -> Any:
    return client.post(url, {**form_data(response), "act": "send", **said})


def changes() -> dict[str, Any]:
    return dict(Proposal.objects.get().changes)


def test_both_texts_are_shown_and_all_else_is_kept(clash) -> None:
    response = clash({"fee_detail": "7 € par jour", "title": "Titre à moi"}, {"fee_detail": "9 €"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "9 €" in page
    assert "7 € par jour" in page
    carried = form_data(response)
    assert carried["title"] == "Titre à moi"
    assert carried["proposal_summary"] == WHY
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    ("choice", "sent"),
    [
        ("mine", {"fee_detail": "7 € par jour", "title": "Titre à moi"}),
        ("both", {"fee_detail": "9 € / 7 € par jour", "title": "Titre à moi"}),
        ("theirs", {"title": "Titre à moi"}),
    ],
)
def test_each_choice_does_what_it_says(clash, signed_in, url, choice, sent) -> None:
    response = clash({"fee_detail": "7 € par jour", "title": "Titre à moi"}, {"fee_detail": "9 €"})
    settle(signed_in, url, response, **{"choice-fee_detail": choice})
    assert changes() == sent


def test_a_text_of_ones_own_is_taken(clash, signed_in, url) -> None:
    response = clash({"fee_detail": "7 €"}, {"fee_detail": "9 €"})
    settle(signed_in, url, response, **{"choice-fee_detail": "edit"}, fee_detail="8 € depuis juin")
    assert changes() == {"fee_detail": "8 € depuis juin"}


def test_an_edited_box_counts_without_a_tick(clash, signed_in, url) -> None:
    response = clash({"fee_detail": "7 €"}, {"fee_detail": "9 €"})
    settle(signed_in, url, response, fee_detail="8 € depuis juin")
    assert changes() == {"fee_detail": "8 € depuis juin"}


def test_no_tick_is_asked_again(clash, signed_in, url) -> None:
    response = settle(signed_in, url, clash({"fee_detail": "7 €"}, {"fee_detail": "9 €"}))
    assert response.status_code == 422
    assert not Proposal.objects.exists()
    settle(signed_in, url, response, **{"choice-fee_detail": "mine"})
    assert changes() == {"fee_detail": "7 €"}


def test_an_edited_box_and_another_choice_are_asked_again_and_nothing_is_lost(
    clash, signed_in, url
) -> None:
    response = clash({"fee_detail": "7 €"}, {"fee_detail": "9 €"})
    said = {"choice-fee_detail": "theirs", "fee_detail": "8 € depuis juin"}
    response = settle(signed_in, url, response, **said)
    assert response.status_code == 422
    assert form_data(response)["fee_detail"] == "8 € depuis juin"
    settle(signed_in, url, response, **{"choice-fee_detail": "edit"})
    assert changes() == {"fee_detail": "8 € depuis juin"}


def test_a_new_move_meanwhile_shows_the_page_again(clash, signed_in, url, offer, cast) -> None:
    response = clash({"fee_detail": "7 €"}, {"fee_detail": "9 €"})
    publish_one(offer=offer, fields={"fee_detail": "11 €"}, author=cast.publisher)
    response = settle(signed_in, url, response, **{"choice-fee_detail": "mine"})
    assert response.status_code == 409
    page = response.content.decode()
    assert "11 €" in page
    assert "7 €" in page
    settle(signed_in, url, response, **{"choice-fee_detail": "mine"})
    assert changes() == {"fee_detail": "7 €"}
    assert Proposal.objects.get().base_snapshot["fee_detail"] == "11 €"


def test_blocks_that_only_one_changed_are_in_every_choice(clash, signed_in, url) -> None:
    start = "<p>Un.</p><p>Et.</p><p>Deux.</p><p>Puis.</p><p>Trois.</p>"
    response = clash(
        {"what": "Un à moi.\n\nEt.\n\nDeux à moi.\n\nPuis.\n\nTrois."},
        {"what": "<p>Un.</p><p>Et.</p><p>Deux à eux.</p><p>Puis.</p><p>Trois à eux.</p>"},
        what=start,
    )
    assert response.status_code == 409
    settle(signed_in, url, response, **{"choice-what": "both"})
    assert changes()["what"] == (
        "<p>Un à moi.</p><p>Et.</p><p>Deux à eux.</p><p>Deux à moi.</p><p>Puis.</p>"
        "<p>Trois à eux.</p>"
    )


@pytest.mark.parametrize(
    ("choice", "numbers"),
    [
        ("mine", ["+33565000001"]),
        ("theirs", None),
        ("both", ["+33565000002", "+33565000001"]),
    ],
)
def test_rows_that_both_changed(clash, signed_in, url, offer, choice, numbers) -> None:
    row = offer.engage_person[0]
    response = clash(
        {"engage_person-0-value": "05 65 00 00 01"},
        {"engage_person": [{**row, "value": "05 65 00 00 02"}]},
    )
    assert response.status_code == 409
    response = settle(signed_in, url, response, **{"choice-engage_person": choice})
    if numbers is None:
        assert response.status_code == 422
        assert not Proposal.objects.exists()
        return
    assert [one["value"] for one in changes()["engage_person"]] == numbers


def test_a_choice_without_two_texts_offers_no_both(clash) -> None:
    response = clash({"commune": "Millau"}, {"commune": "fr:commune:12202", "min_age": 16})
    assert response.status_code in {200, 302}
    response = clash({"min_age": "18"}, {"min_age": 21})
    assert response.status_code == 409
    assert 'value="both"' not in response.content.decode()


def test_going_back_to_the_whole_page_keeps_the_text(clash, signed_in, url) -> None:
    response = clash({"fee_detail": "7 €", "title": "Titre à moi"}, {"fee_detail": "9 €"})
    response = settle(signed_in, url, response, act="edit", **{"choice-fee_detail": "mine"})
    assert response.status_code == 200
    assert form_data(response)["fee_detail"] == "7 €"
    assert form_data(response)["title"] == "Titre à moi"


def test_what_clashed_is_a_draft_as_well(clash, signed_in, url) -> None:
    clash({"fee_detail": "7 €"}, {"fee_detail": "9 €"})
    assert "7 €" in Draft.objects.get().payload["fee_detail"][0]
    assert "7 €" in form_data(signed_in.get(url))["fee_detail"]


@pytest.mark.parametrize("sealed", ["", "x", "a:b:c"])
def test_a_forged_dispute_changes_nothing(clash, signed_in, url, offer, sealed) -> None:
    response = clash({"fee_detail": "7 €"}, {"fee_detail": "9 €"})
    said = {"choice-fee_detail": "mine", "disputed": sealed, "fee_detail": "8 €"}
    settle(signed_in, url, response, **said)
    assert changes() == {"fee_detail": "8 €"}
    assert OfferPage.objects.get(pk=offer.pk).fee_detail == "9 €"


def test_what_others_wrote_is_escaped(clash) -> None:
    attack = "<script>alert(1)</script>"
    page = clash({"fee_detail": "7 €"}, {"fee_detail": attack}).content.decode()
    assert "<script>alert" not in page
