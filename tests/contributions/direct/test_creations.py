"""A new offer of those who keep the structure is live at once, unless the risk is high."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from wagtail.models import Revision

from accounts.models import User
from contributions.direct.creations import publish_own_creation
from contributions.direct.services import Sent
from contributions.models import DirectPublication, Draft, Proposal
from contributions.previews import preview
from journal.models import AuditEvent
from moderation.deciding.services import SeenVersion, accept_proposal
from offers.models import OfferPage, Structure
from offers.publishing import archive_offer
from offers.services import add_member
from offers.validation import InvalidFields
from tests.cast import Cast
from tests.contributions.creating.filling import PLACE, SERVICE, address, begin, fill, write
from tests.factories import SHELTER, ensure_country, offer_fields

WHY = "Nous ouvrons un atelier de plus."
TITLE = "Atelier de réparation de vélos"


@pytest.fixture(autouse=True)
def site_open(words: None, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    from contributions.creating import limiting

    ensure_country("fr")
    monkeypatch.setattr(limiting, "FASTEST_SECONDS", 0)


def create(author: User, structure: Structure | None, **fields: Any) -> Sent:
    said = {**offer_fields(title=TITLE, engage_worker=[]), **fields}
    said["structure"] = structure.public_id if structure else {"name": "Les Cyclistes du Causse"}
    return publish_own_creation(author=author, changes=said, summary=WHY)


def test_an_owners_offer_is_on_the_site_at_once(cast: Cast) -> None:
    row = create(cast.publisher, cast.structure).published
    assert row is not None
    offer = OfferPage.objects.get(title=TITLE)
    assert offer.live
    assert offer.structure == cast.structure
    assert offer.owner is None or offer.owner == cast.publisher
    (revision,) = Revision.objects.for_instance(offer)
    assert (row.offer_id, row.revision) == (offer.pk, revision)
    assert revision.user == cast.publisher
    assert (row.risk, row.author, row.summary) == (2, cast.publisher, WHY)
    assert "structure" not in row.fields
    assert list(DirectPublication.objects.to_patrol()) == [row]
    (event,) = AuditEvent.objects.filter(action="offer.created", subject_id=str(offer.pk))
    assert event.data["direct"] == str(row.uuid)
    assert Proposal.objects.count() == 0


def test_an_editors_too(cast: Cast) -> None:
    add_member(structure=cast.structure, user=cast.outsider)
    assert create(cast.outsider, cast.structure).published


@pytest.mark.parametrize("who", ["outsider", "member", "animator"])
def test_anybody_elses_is_a_proposal(cast: Cast, who: str) -> None:
    proposal = create(getattr(cast, who), cast.structure).proposal
    assert proposal is not None
    assert (proposal.state, proposal.on_behalf_of) == (Proposal.State.PENDING, None)
    assert not OfferPage.objects.filter(title=TITLE).exists()


def test_a_new_structure_is_nobodys_yet(cast: Cast) -> None:
    assert create(cast.publisher, None).proposal
    assert DirectPublication.objects.count() == 0


def test_a_high_risk_waits_in_the_name_of_the_structure(cast: Cast) -> None:
    proposal = create(cast.publisher, cast.structure, what="<p>Payez par virement.</p>").proposal
    assert proposal is not None
    assert (proposal.risk, proposal.on_behalf_of) == (3, cast.structure)
    assert not OfferPage.objects.filter(title=TITLE).exists()


def test_a_link_that_another_offer_of_the_structure_shows_is_no_new_one(
    cast: Cast, offer: OfferPage
) -> None:
    assert create(cast.publisher, cast.structure, engage_worker=offer.engage_worker).published


def test_the_own_site_of_the_structure_is_no_new_one(cast: Cast) -> None:
    cast.structure.website = "https://garage.example/"
    cast.structure.save(update_fields=["website"])
    assert create(cast.publisher, cast.structure, website="https://garage.example/velos").published
    other = {"title": "Autre atelier", "website": "https://autre.example/"}
    assert create(cast.publisher, cast.structure, **other).proposal


def test_where_the_address_is_protected_an_animator_reads_first_and_it_stays_hidden(
    cast: Cast,
) -> None:
    proposal = create(cast.publisher, cast.structure, needs=[SHELTER]).proposal
    assert proposal is not None
    assert "hidden_address" in proposal.risk_reasons
    seen = SeenVersion(proposal.version, preview(proposal).preview_hash)
    accept_proposal(proposal=proposal, moderator=cast.animator, seen=seen)
    offer = OfferPage.objects.get(title=TITLE)
    assert offer.visibility.address == "hidden"
    assert offer.public.data["address"]["street"] == ""


def test_so_it_is_in_a_structure_whose_street_is_protected(cast: Cast) -> None:
    cast.structure.address_visibility = "commune"
    cast.structure.save(update_fields=["address_visibility"])
    assert create(cast.publisher, cast.structure).proposal


def test_the_same_offer_twice_is_refused(cast: Cast) -> None:
    create(cast.publisher, cast.structure)
    with pytest.raises(InvalidFields) as refused:
        create(cast.publisher, cast.structure)
    assert set(refused.value.errors) == {"title"}
    assert create(cast.publisher, cast.structure, fee_detail="12 € par jour").published
    assert OfferPage.objects.filter(title=TITLE).count() == 2


@pytest.mark.parametrize(
    "fields", [{"live": False}, {"slug": "x"}, {"owner": 1}, {"title": ""}, {"needs": ["nul"]}]
)
def test_bad_fields_are_refused(cast: Cast, fields: dict[str, Any]) -> None:
    with pytest.raises(InvalidFields):
        create(cast.publisher, cast.structure, **fields)
    assert not OfferPage.objects.filter(structure=cast.structure).exists()


def test_a_closed_account_publishes_nothing(cast: Cast) -> None:
    cast.publisher.is_active = False
    cast.publisher.save(update_fields=["is_active"])
    with pytest.raises(PermissionDenied):
        create(cast.publisher, cast.structure)


def ready(client: Any, structure: Structure) -> Draft:
    draft = begin(client)
    chosen = {**SERVICE, "structure": structure.public_id, "structure_name": structure.name}
    fill(client, draft, "service", **chosen)
    fill(client, draft, "lieu", **PLACE)
    return draft


def test_on_the_screens_a_keeper_is_led_to_the_page_that_is_live(client: Any, cast: Cast) -> None:
    client.force_login(cast.publisher)
    draft = ready(client, cast.structure)
    sent = fill(client, draft, "envoi", go="send")
    offer = OfferPage.objects.get(title="Prêt de vélos")
    row = DirectPublication.objects.get()
    assert sent.url == reverse("contributions:creating-sent", args=[row.uuid])
    page = client.get(sent.url)
    text = page.content.decode()
    assert "Votre offre est en ligne" in text
    assert f'href="{offer.public.get_absolute_url()}"' in text
    assert reverse("contributions:propose-edit", args=[offer.public_id]) in text
    assert {one.code for one in page.context["advice"].score.to_mend} >= {"audiences", "fee"}
    assert client.get(offer.public.get_absolute_url()).status_code == 200


def test_sending_the_draft_again_gives_the_same_page(client: Any, cast: Cast) -> None:
    client.force_login(cast.publisher)
    draft = ready(client, cast.structure)
    first = fill(client, draft, "envoi", go="send")
    again = client.post(address(draft, "envoi"), {"go": "send"})
    assert again.url == first.url
    assert OfferPage.objects.filter(title="Prêt de vélos").count() == 1


def test_the_page_that_thanks_is_for_its_author_only(client: Any, cast: Cast) -> None:
    row = create(cast.publisher, cast.structure).published
    assert row is not None
    url = reverse("contributions:creating-sent", args=[row.uuid])
    client.force_login(cast.outsider)
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("who", ["outsider", "animator"])
def test_on_the_screens_everybody_else_proposes(client: Any, cast: Cast, who: str) -> None:
    client.force_login(getattr(cast, who))
    fill(client, ready(client, cast.structure), "envoi", go="send")
    assert Proposal.objects.get().state == Proposal.State.PENDING
    assert not OfferPage.objects.filter(title="Prêt de vélos").exists()


def test_a_new_structure_on_the_screens_waits(client: Any, cast: Cast) -> None:
    client.force_login(cast.publisher)
    fill(client, write(client), "envoi", go="send")
    assert Proposal.objects.get().state == Proposal.State.PENDING


def test_a_structure_that_left_meanwhile_is_said_beside_what_was_typed(
    client: Any, cast: Cast
) -> None:
    client.force_login(cast.publisher)
    draft = ready(client, cast.structure)
    Structure.objects.filter(pk=cast.structure.pk).update(state="archived")
    answer = fill(client, draft, "envoi", go="send")
    assert answer.status_code == 422
    assert not OfferPage.objects.filter(title="Prêt de vélos").exists()
    draft.refresh_from_db()
    assert draft.payload["what"] == ["On prête."]


def test_the_copy_of_an_offer_is_live_at_once_and_an_exact_one_is_refused(
    client: Any, cast: Cast, offer: OfferPage
) -> None:
    client.force_login(cast.publisher)
    client.post(reverse("contributions:creating-copy", args=[offer.public_id]))
    draft = Draft.objects.get()
    refused = fill(client, draft, "envoi", go="send", has_checked="on")
    assert refused.status_code == 422
    fill(client, draft, "besoin", title="Location de scooters")
    fill(client, draft, "envoi", go="send", has_checked="on")
    copy = OfferPage.objects.get(title="Location de scooters")
    assert (copy.live, copy.structure) == (True, cast.structure)
    assert DirectPublication.objects.get().offer == copy


def test_an_offer_archived_later_does_not_stand_in_the_way(cast: Cast) -> None:
    row = create(cast.publisher, cast.structure).published
    assert row is not None
    assert row.offer is not None
    archive_offer(offer=row.offer, actor=cast.publisher)
    assert create(cast.publisher, cast.structure).published
