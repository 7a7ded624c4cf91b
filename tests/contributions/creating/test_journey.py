"""The whole way: from the first screen, without an account, to the proposal."""

import re

from django.core import mail

from contributions.models import Draft, Proposal
from contributions.previews import preview
from moderation.deciding.services import SeenVersion, accept_proposal
from offers.models import OfferPage, Structure
from tests.accounts.people import PASSWORD
from tests.contributions.creating.filling import (
    PLACE,
    SERVICE,
    START,
    address,
    begin,
    fill,
    filled,
    write,
)


def test_an_offer_is_added_from_nothing_to_the_proposal(client) -> None:
    draft = write(client)
    assert "Prêt de vélos" in client.get(address(draft, "envoi")).content.decode()
    said = {"proposal_summary": "J’y travaille."}
    sign_up = fill(client, draft, "envoi", go="account_signup", **said)
    assert sign_up.url.startswith("/compte/signup/?next=")
    form = client.get(sign_up.url)
    client.post(
        "/compte/signup/",
        {
            "display_name": "Renard curieux", "email": "nour@example.org",
            "password1": PASSWORD, "password2": PASSWORD, "terms": "on",
            "next": address(draft, "envoi"),
        },
    )  # fmt: skip
    assert form.status_code == 200
    assert not Proposal.objects.exists()
    path = re.search(r"https?://[^/]+(/compte/confirm-email/\S+)", mail.outbox[-1].body)[1]
    answer = client.post(path)
    assert answer.url == address(draft, "envoi")

    sent = fill(client, draft, "envoi", go="send")
    proposal = Proposal.objects.get()
    assert sent.url == f"/ajouter-une-offre/envoyee/{proposal.uuid}/"
    assert proposal.author.email == "nour@example.org"
    assert proposal.action == Proposal.Action.CREATE
    assert proposal.changes["title"] == "Prêt de vélos"
    assert "J’y travaille." in proposal.summary
    assert client.get(sent.url).context["before"] == 0


def test_a_member_sends_without_any_detour(client, cast) -> None:
    client.force_login(cast.outsider)
    draft = write(client)
    fill(client, draft, "envoi", go="send")
    assert Proposal.objects.get().author == cast.outsider


def test_the_last_screen_says_who_reads_it_first(client, cast) -> None:
    client.force_login(cast.publisher)
    theirs = write(client)
    assert client.get(address(theirs, "envoi")).context["is_direct"] is False
    own = begin(client, title="Prêt de scooters")
    structure = {"structure_name": cast.structure.name, "structure": cast.structure.public_id}
    fill(client, own, "service", **{**SERVICE, **structure})
    fill(client, own, "lieu", **PLACE)
    page = client.get(address(own, "envoi"))
    assert page.context["is_direct"] is True
    assert "en ligne dès que vous l’envoyez" in page.content.decode()
    fill(client, own, "envoi", go="send")
    assert OfferPage.objects.filter(title="Prêt de scooters", live=True).exists()


def test_the_back_button_and_the_jumps_lose_nothing(client) -> None:
    draft = begin(client)
    fill(client, draft, "service", what="Un début de", go="besoin")
    fill(client, draft, "besoin", summary="Une phrase", go="lieu")
    draft.refresh_from_db()
    assert draft.payload["what"] == ["Un début de"]
    assert draft.payload["summary"] == ["Une phrase"]
    assert draft.payload["title"] == ["Prêt de vélos"]


def test_what_is_wrong_is_said_and_all_that_was_typed_is_kept(client) -> None:
    draft = begin(client)
    answer = fill(client, draft, "lieu", commune="Nulle-Part-sur-Rien", person_phone="abc")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'value="abc"' in page
    assert "Nulle-Part-sur-Rien" in page
    draft.refresh_from_db()
    assert draft.payload["person_phone"] == ["abc"]


def test_only_what_publishing_needs_is_required(client) -> None:
    answer = client.post(START, {**filled(client.get(START)), "title": "", "go": ""})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"title", "needs"}
    assert not Draft.objects.exists()


def test_an_accepted_offer_and_its_new_structure_are_on_the_site(client, cast) -> None:
    client.force_login(cast.outsider)
    fill(client, write(client), "envoi", go="send")
    proposal = Proposal.objects.get()
    assert proposal.territory.uid == "fr:department:12"
    assert not Structure.objects.filter(name="Les Cyclistes du Causse").exists()
    seen = SeenVersion(proposal.version, preview(proposal).preview_hash)
    accept_proposal(proposal=proposal, moderator=cast.animator, seen=seen)
    offer = OfferPage.objects.get(title="Prêt de vélos")
    assert offer.structure.name == "Les Cyclistes du Causse"
    assert offer.coverage == ["fr:department:12"]
    assert [row["value"] for row in offer.engage_person] == ["+33536490012"]
    assert client.get(offer.get_absolute_url()).status_code == 200
