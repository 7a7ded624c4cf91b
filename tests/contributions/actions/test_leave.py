"""A page leaves the site, and comes back as it was."""

import pytest
from django.core.exceptions import PermissionDenied

from contributions.errors import NoChange, StaleVersion
from contributions.models import Proposal
from contributions.previews import preview
from journal.models import AuditEvent
from moderation.deciding.services import SeenVersion, accept_proposal
from offers.models import PublicOffer
from offers.publishing import archive_offer, publish_one
from offers.snapshots import snapshot
from offers.structure_states import archive_structure
from offers.validation import InvalidFields
from tests.contributions.actions.making import accept, ask_of, now, page
from tests.contributions.making import propose
from tests.factories import make_offer, make_structure


def test_an_accepted_archiving_takes_the_page_off_the_site(offer, cast, client) -> None:
    proposal = ask_of(offer, cast.outsider, "archive")
    assert proposal.risk == Proposal.Risk.HIGH
    assert now(offer).live
    accept(proposal, cast.animator)
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.APPLIED
    assert not now(offer).live
    assert page(client, now(offer)).status_code == 410
    event = AuditEvent.objects.get(action="proposal.accepted")
    assert event.data["proposal"] == str(proposal.uuid)


def test_the_page_that_is_gone_leads_to_what_replaces_it(offer, cast, client) -> None:
    other = make_offer(structure=cast.structure, title="Autopartage du Causse")
    proposal = ask_of(offer, cast.outsider, "archive", replaced_by=other.public_id)
    assert [fact.text for fact in preview(proposal).facts][-1] == "Autopartage du Causse"
    accept(proposal, cast.animator)
    answer = page(client, now(offer))
    assert answer.status_code == 410
    assert "Autopartage du Causse" in answer.content.decode()


@pytest.mark.parametrize("name", ["itself", "nowhere", 12])
def test_what_replaces_it_is_another_page(offer, cast, name) -> None:
    said = {"itself": offer.public_id, "nowhere": "zzzzzzzz"}.get(name, name)
    with pytest.raises(InvalidFields) as refused:
        ask_of(offer, cast.outsider, "archive", replaced_by=said)
    assert list(refused.value.errors) == ["replaced_by"]


@pytest.mark.parametrize("action", ["archive", "restore", "move"])
def test_an_act_on_the_page_takes_no_field(offer, cast, action) -> None:
    with pytest.raises(InvalidFields) as refused:
        ask_of(offer, cast.outsider, action, title="Autre", live=False)
    assert set(refused.value.errors) == {"title", "live"}
    assert not Proposal.objects.exists()


def test_a_page_mended_since_it_was_shown_is_looked_at_again(offer, cast) -> None:
    proposal = ask_of(offer, cast.outsider, "archive")
    shown = SeenVersion(1, preview(proposal).preview_hash)
    publish_one(offer=offer, fields={"fee_detail": "Gratuit"}, author=cast.publisher)
    with pytest.raises(StaleVersion):
        accept_proposal(proposal=proposal, moderator=cast.animator, seen=shown)
    assert now(offer).live


def test_archiving_twice_is_already_done(offer, cast) -> None:
    proposal = ask_of(offer, cast.outsider, "archive")
    archive_offer(offer=offer, actor=cast.animator)
    accept(proposal, cast.animator)
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.ALREADY_DONE


def test_what_was_proposed_on_a_page_that_left_cannot_go_live(offer, cast) -> None:
    edit = propose(offer, cast.outsider, title="Voitures à louer")
    archive_offer(offer=offer, actor=cast.animator)
    assert not preview(edit).can_go_live
    with pytest.raises(PermissionDenied):
        propose(now(offer), cast.member, fee_detail="9 €")


def test_a_restored_page_is_as_it_was(offer, cast, client) -> None:
    before = snapshot(offer)
    archive_offer(offer=offer, actor=cast.animator)
    proposal = ask_of(now(offer), cast.outsider, "restore")
    accept(proposal, cast.animator)
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.APPLIED
    assert proposal.applied_revision == now(offer).live_revision
    assert now(offer).live
    assert snapshot(now(offer)) == before
    row = PublicOffer.objects.get(pk=offer.pk)
    assert (row.state, row.moved_to) == ("live", "")
    assert row.need_rows.exists()
    assert page(client, now(offer)).status_code == 200


def test_what_is_on_the_site_is_not_restored(offer, cast) -> None:
    with pytest.raises(NoChange):
        ask_of(offer, cast.outsider, "restore")


def test_a_structure_stays_while_it_has_offers(offer, cast) -> None:
    with pytest.raises(InvalidFields) as refused:
        ask_of(cast.structure, cast.outsider, "archive")
    assert list(refused.value.errors) == ["live"]


def test_a_structure_leaves_and_comes_back(cast, client) -> None:
    structure = make_structure(name="Vide")
    proposal = ask_of(structure, cast.outsider, "archive")
    accept(proposal, cast.animator)
    assert page(client, now(structure)).status_code == 410
    assert structure.history.first().history_user == cast.outsider
    accept(ask_of(now(structure), cast.member, "restore"), cast.animator)
    assert page(client, now(structure)).status_code == 200
    assert structure.history.count() == 3
    assert AuditEvent.objects.filter(action="proposal.accepted").count() == 2


def test_an_offer_that_came_meanwhile_keeps_its_structure(cast) -> None:
    structure = make_structure(name="Vide")
    proposal = ask_of(structure, cast.outsider, "archive")
    make_offer(structure=structure)
    assert preview(proposal).errors


def test_an_archived_structure_takes_no_change(cast) -> None:
    structure = archive_structure(structure=make_structure(name="Vide"), author=None)
    with pytest.raises(PermissionDenied):
        ask_of(structure, cast.outsider, "edit", name="Autre nom")
