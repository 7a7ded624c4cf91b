"""Two pages become one; another territory answers for a page."""

import pytest

from contributions.errors import NoChange
from contributions.models import Proposal
from contributions.previews import preview
from journal.models import AuditEvent
from moderation.errors import ProposalInConflict
from offers.models import Membership, OfferPage, PublicOffer, Structure
from offers.models.structures import PageState
from offers.publishing import archive_offer, publish_one
from offers.services import add_member
from offers.validation import InvalidFields
from tests.contributions.actions.making import accept, ask_of, now, page
from tests.factories import make_offer, make_structure


@pytest.fixture
def duplicate(offer, cast) -> OfferPage:
    return make_offer(
        structure=cast.structure, title="Louer une voiture", fee_detail="6 € par jour"
    )


def test_a_duplicate_leads_to_the_page_that_stays(offer, duplicate, cast, client) -> None:
    proposal = ask_of(
        duplicate, cast.outsider, "merge", into=offer.public_id, fee_detail="6 € par jour"
    )
    assert proposal.risk == Proposal.Risk.HIGH
    assert proposal.offer == duplicate
    assert [row.name for row in preview(proposal).diff] == ["fee_detail"]
    accept(proposal, cast.animator)
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.APPLIED
    assert now(offer).fee_detail == "6 € par jour"
    assert proposal.applied_revision == now(offer).live_revision
    answer = page(client, now(duplicate))
    assert (answer.status_code, answer.url) == (301, now(offer).public.get_absolute_url())
    assert AuditEvent.objects.filter(action="proposal.accepted").count() == 1


def test_nothing_need_be_taken_over(offer, duplicate, cast) -> None:
    proposal = ask_of(duplicate, cast.outsider, "merge", into=offer.public_id)
    accept(proposal, cast.animator)
    proposal.refresh_from_db()
    assert proposal.applied_revision is None
    assert not now(duplicate).live


def test_what_led_to_the_duplicate_leads_to_the_page_that_stays(
    offer, duplicate, cast, client
) -> None:
    first = make_offer(structure=cast.structure, title="Encore une voiture")
    accept(ask_of(first, cast.outsider, "merge", into=duplicate.public_id), cast.animator)
    accept(ask_of(duplicate, cast.outsider, "merge", into=offer.public_id), cast.animator)
    assert page(client, now(first)).url == now(offer).public.get_absolute_url()


@pytest.mark.parametrize("name", ["itself", "gone", "nowhere", None, 3])
def test_a_duplicate_goes_into_another_page_of_the_site(offer, duplicate, cast, name) -> None:
    if name == "gone":
        archive_offer(offer=offer, actor=None)
    said = {"itself": duplicate.public_id, "gone": offer.public_id, "nowhere": "zzzzzzzz"}
    with pytest.raises(InvalidFields) as refused:
        ask_of(duplicate, cast.outsider, "merge", into=said.get(name, name))
    assert list(refused.value.errors) == ["into"]


def test_a_field_chosen_that_changed_meanwhile_is_a_conflict(offer, duplicate, cast) -> None:
    proposal = ask_of(duplicate, cast.outsider, "merge", into=offer.public_id, fee_detail="6 €")
    publish_one(offer=offer, fields={"fee_detail": "8 €"}, author=cast.publisher)
    with pytest.raises(ProposalInConflict):
        accept(proposal, cast.animator)
    assert now(duplicate).live
    assert now(offer).fee_detail == "8 €"


def test_a_page_that_left_meanwhile_takes_no_duplicate(offer, duplicate, cast) -> None:
    proposal = ask_of(duplicate, cast.outsider, "merge", into=offer.public_id)
    archive_offer(offer=offer, actor=None)
    with pytest.raises(ProposalInConflict):
        accept(proposal, cast.animator)
    assert now(duplicate).live


def test_duplicates_of_two_departments_are_for_whoever_answers_for_both(offer, cast) -> None:
    lyon = {"commune": "fr:commune:69123", "latitude": 45.75, "longitude": 4.85}
    far = make_offer(structure=cast.other_structure, coverage=["fr:department:69"], **lyon)
    proposal = ask_of(far, cast.outsider, "merge", into=offer.public_id)
    assert proposal.territory.uid == "fr"


def test_the_offers_of_a_structure_follow_it(offer, cast, client) -> None:
    stays = make_structure(name="Garages du Causse")
    archived = make_offer(structure=cast.structure, title="Une offre arrêtée")
    archive_offer(offer=archived, actor=None)
    proposal = ask_of(
        cast.structure,
        cast.outsider,
        "merge",
        into=stays.public_id,
        website="https://causse.example",
    )
    accept(proposal, cast.animator)
    merged = Structure.objects.get(pk=cast.structure.pk)
    assert (merged.state, merged.merged_into) == (PageState.MERGED, stays)
    assert now(offer).structure == stays
    assert now(archived).structure == stays
    row = PublicOffer.objects.get(pk=offer.pk)
    assert (row.structure, row.data["structure"]["name"]) == (stays, "Garages du Causse")
    assert now(stays).website == "https://causse.example"
    assert page(client, merged).status_code == 301
    assert Membership.objects.filter(structure=stays, user=cast.publisher, role="owner").exists()


def test_nobody_is_added_to_those_who_keep_the_structure_that_stays(offer, cast) -> None:
    stays = make_structure(name="Garages du Causse")
    add_member(structure=stays, user=cast.member, role=Membership.Role.OWNER)
    proposal = ask_of(cast.structure, cast.outsider, "merge", into=stays.public_id)
    accept(proposal, cast.animator)
    assert [kept.user for kept in Membership.objects.filter(structure=stays)] == [cast.member]


def test_a_merged_structure_does_not_come_back(cast) -> None:
    one, other = make_structure(name="Vide"), make_structure(name="Vide aussi")
    accept(ask_of(one, cast.outsider, "merge", into=other.public_id), cast.animator)
    with pytest.raises(InvalidFields):
        ask_of(now(one), cast.outsider, "restore")


def test_a_merged_offer_comes_back_as_it_was(offer, duplicate, cast, client) -> None:
    accept(ask_of(duplicate, cast.outsider, "merge", into=offer.public_id), cast.animator)
    accept(ask_of(now(duplicate), cast.member, "restore"), cast.animator)
    assert page(client, now(duplicate)).status_code == 200


@pytest.mark.parametrize("what", ["offer", "structure"])
def test_a_move_changes_who_answers_for_the_page(offer, cast, what) -> None:
    target = offer if what == "offer" else cast.structure
    proposal = ask_of(target, cast.outsider, "move", home_territory="fr:department:69")
    assert proposal.territory.uid == "fr:department:12"
    accept(proposal, cast.animator)
    assert now(target).home_territory.uid == "fr:department:69"
    event = AuditEvent.objects.get(action="proposal.accepted")
    assert (event.data["from"], event.data["to"]) == ("fr:department:12", "fr:department:69")


def test_a_moved_offer_says_so_on_its_public_row(offer, cast) -> None:
    accept(ask_of(offer, cast.outsider, "move", home_territory="fr:department:69"), cast.animator)
    assert PublicOffer.objects.get(pk=offer.pk).home_territory.uid == "fr:department:69"


@pytest.mark.parametrize("uid", ["fr:commune:12202", "be", "nowhere", "", None, 12])
def test_a_page_moves_to_a_territory_that_can_answer_for_it(offer, cast, uid) -> None:
    with pytest.raises(InvalidFields) as refused:
        ask_of(offer, cast.outsider, "move", home_territory=uid)
    assert list(refused.value.errors) == ["home_territory"]


def test_a_page_does_not_move_where_it_is(offer, cast) -> None:
    with pytest.raises(NoChange):
        ask_of(offer, cast.outsider, "move", home_territory="fr:department:12")


def test_an_undone_change_says_which(offer, cast) -> None:
    revision = publish_one(offer=offer, fields={"fee_detail": "9 €"}, author=cast.publisher)
    proposal = ask_of(
        now(offer), cast.outsider, "revert", revision=revision.pk, fee_detail="5 € par jour"
    )
    accept(proposal, cast.animator)
    proposal.refresh_from_db()
    assert (proposal.action, proposal.changes["revision"]) == ("revert", revision.pk)
    assert now(offer).fee_detail == "5 € par jour"


@pytest.mark.parametrize("number", [None, "1", True, 0])
def test_what_is_undone_is_a_change_of_this_page(offer, cast, number) -> None:
    with pytest.raises(InvalidFields) as refused:
        ask_of(offer, cast.outsider, "revert", revision=number, fee_detail="9 €")
    assert list(refused.value.errors) == ["revision"]


def test_a_change_of_a_structure_is_undone(cast) -> None:
    number = cast.structure.history.first().history_id
    proposal = ask_of(cast.structure, cast.outsider, "revert", revision=number, name="Garage")
    accept(proposal, cast.animator)
    assert now(cast.structure).name == "Garage"
