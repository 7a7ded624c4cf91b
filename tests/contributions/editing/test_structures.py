"""The same editing page, for structures."""

from typing import Any

import pytest
from django.urls import reverse

from contributions.models import Draft, Proposal
from offers.models import PublicOffer, Structure
from offers.models.structures import AddressVisibility, PageState
from offers.structures import publish_structure
from tests.contributions.making import WHY, form_data


@pytest.fixture
def structure(cast) -> Structure:
    return cast.structure


@pytest.fixture
def url(structure, words) -> str:
    return reverse("contributions:propose-structure", args=[structure.public_id])


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.outsider)
    return client


def send(client: Any, url: str, **typed: Any) -> Any:
    data = {**form_data(client.get(url)), "proposal_summary": WHY, "act": "send"}
    return client.post(url, {**data, **typed})


def test_what_is_typed_becomes_a_proposal(signed_in, url, structure) -> None:
    response = send(
        signed_in, url, name="Garage des solidarités", phone="05 65 00 00 00", commune="Millau"
    )
    proposal = Proposal.objects.get()
    assert proposal.structure == structure
    assert proposal.changes == {
        "name": "Garage des solidarités",
        "phone": "+33565000000",
        "commune": "fr:commune:12145",
    }
    assert response.url == reverse("contributions:proposal", args=[proposal.uuid])


def test_the_form_sent_untouched_changes_nothing(signed_in, url, structure, cast) -> None:
    publish_structure(
        structure=structure,
        fields={"phone": "05 65 11 22 33", "latitude": 44.35, "longitude": 2.57,
                "description": "Une ligne.\nDeux lignes.", "opening_hours": "Mo-Fr 09:00-12:00"},
        author=cast.publisher,
    )  # fmt: skip
    assert send(signed_in, url).status_code == 422
    assert not Proposal.objects.exists()


def test_the_preview_is_the_public_page_and_writes_nothing(signed_in, url, structure) -> None:
    response = send(signed_in, url, act="page", name="Garage des solidarités")
    page = response.content.decode()
    assert '<h1 class="page-title">Garage des solidarités</h1>' in page
    assert '<meta name="robots" content="noindex">' in page
    assert Structure.objects.get(pk=structure.pk).name == structure.name
    assert not Proposal.objects.exists()


def test_a_draft_is_kept_and_found(signed_in, url) -> None:
    data = {**form_data(signed_in.get(url)), "name": "Un nom en cours", "seq": "1"}
    assert signed_in.post(f"{url}brouillon/", data).status_code == 200
    assert Draft.objects.get().target_kind == "structure"
    assert form_data(signed_in.get(url))["name"] == "Un nom en cours"


def test_a_page_that_moved_there_shows_both(signed_in, url, structure, cast) -> None:
    data = {**form_data(signed_in.get(url)), "description": "Notre texte.", "act": "preview"}
    publish_structure(
        structure=structure, fields={"description": "Leur texte."}, author=cast.publisher
    )
    response = signed_in.post(url, data)
    assert response.status_code == 409
    page = response.content.decode()
    assert "Notre texte." in page
    assert "Leur texte." in page


def test_a_hidden_address_is_neither_shown_nor_changed(signed_in, url, structure) -> None:
    structure.street_address, structure.postal_code = "3 rue des Lilas", "12000"
    structure.address_visibility = AddressVisibility.HIDDEN
    structure.save()
    page = signed_in.get(url).content.decode()
    assert "rue des Lilas" not in page
    assert "12000" not in page
    assert send(signed_in, url, street_address="1 rue Neuve").status_code == 422
    preview = send(signed_in, url, act="page", name="Garage des solidarités").content.decode()
    assert "rue des Lilas" not in preview


@pytest.mark.parametrize("name", ["slug", "state", "address_visibility", "public_id"])
def test_what_nobody_proposes_is_refused(signed_in, url, name) -> None:
    assert send(signed_in, url, name="Autre nom", **{name: "x"}).status_code == 422
    assert not Proposal.objects.exists()


def test_an_archived_structure_says_so(signed_in, url, structure) -> None:
    structure.state = PageState.ARCHIVED
    structure.save()
    assert signed_in.get(url).status_code == 410


def test_an_unknown_structure_is_not_found(signed_in, words) -> None:
    unknown = reverse("contributions:propose-structure", args=["zzzzzzzz"])
    assert signed_in.get(unknown).status_code == 404


def test_its_page_leads_there(client, url, structure) -> None:
    assert url in client.get(structure.get_absolute_url()).content.decode()


def test_an_offer_is_not_edited_as_a_structure(signed_in, offer) -> None:
    wrong = reverse("contributions:propose-structure", args=[offer.public_id])
    assert signed_in.get(wrong).status_code == 404
    assert PublicOffer.objects.filter(public_id=offer.public_id).exists()
