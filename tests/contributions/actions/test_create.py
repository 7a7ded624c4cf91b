"""A page that is not on the site yet, from its proposal to its address."""

import pytest

from contributions.history.kinds import kept_in
from contributions.models import Proposal
from contributions.previews import preview
from journal.models import AuditEvent
from offers.models import OfferPage, Structure
from offers.publishing import publish_one
from offers.snapshots import snapshot
from offers.structure_states import archive_structure
from offers.validation import InvalidFields
from tests.contributions.actions.making import accept, page
from tests.contributions.making import ask
from tests.factories import ensure_country, make_structure, offer_fields

CREATE = Proposal.Action.CREATE


@pytest.fixture(autouse=True)
def _france(words) -> None:
    ensure_country("fr")


def create(author, structure, **fields) -> Proposal:
    changes = {**offer_fields(), "structure": structure, **fields}
    return ask(author=author, action=CREATE, changes=changes)


def test_an_accepted_creation_is_a_page(cast, client) -> None:
    proposal = create(cast.outsider, cast.structure.public_id)
    assert (proposal.offer, proposal.state) == (None, Proposal.State.PENDING)
    assert proposal.territory.uid == "fr:department:12"
    assert not OfferPage.objects.exists()
    accept(proposal, cast.animator)
    proposal.refresh_from_db()
    offer = OfferPage.objects.get()
    assert (proposal.state, proposal.offer) == (Proposal.State.APPLIED, offer)
    assert proposal.applied_revision == offer.live_revision
    assert offer.live_revision.user == cast.outsider
    assert offer.structure == cast.structure
    assert {**snapshot(offer), "engage_person": 0, "engage_worker": 0} == {
        **snapshot(offer),
        **offer_fields(),
        "engage_person": 0,
        "engage_worker": 0,
        "what": snapshot(offer)["what"],
    }
    assert page(client, offer).status_code == 200
    assert kept_in("offres").log.entries(offer)[0].act == "created"
    assert AuditEvent.objects.filter(action="proposal.accepted").count() == 1


def test_its_structure_can_come_with_it(cast) -> None:
    structure = {"name": "Ressourcerie du Lot", "commune": "fr:commune:12202"}
    proposal = create(cast.outsider, structure)
    assert [fact.text for fact in preview(proposal).facts] == ["Ressourcerie du Lot"]
    accept(proposal, cast.animator)
    made = Structure.objects.get(name="Ressourcerie du Lot")
    assert OfferPage.objects.get().structure == made
    assert made.home_territory.uid == "fr:department:12"
    assert made.history.count() == 1


@pytest.mark.parametrize(
    "structure", [None, "", "zzzzzzzz", 12, {"name": ""}, {"owner": "x"}, ["a"]]
)
def test_without_a_structure_nothing_is_kept(cast, structure) -> None:
    with pytest.raises(InvalidFields) as refused:
        create(cast.outsider, structure)
    assert list(refused.value.errors) == ["structure"]
    assert not Proposal.objects.exists()


@pytest.mark.parametrize("name", ["owner", "live", "path", "slug", "go_live_at", "public_id"])
def test_what_nobody_may_set_is_refused(cast, name) -> None:
    with pytest.raises(InvalidFields) as refused:
        create(cast.outsider, cast.structure.public_id, **{name: "1"})
    assert list(refused.value.errors) == [name]
    assert not Proposal.objects.exists()


def test_an_offer_needs_what_a_page_needs(cast) -> None:
    with pytest.raises(InvalidFields) as refused:
        create(cast.outsider, cast.structure.public_id, title="", needs=[])
    assert {"title"} <= set(refused.value.errors)


def test_an_offer_without_a_place_is_where_its_structure_is(cast) -> None:
    nowhere = dict.fromkeys(("commune", "latitude", "longitude"))
    nowhere |= {"street_address": "", "postal_code": "", "coverage": ["everywhere"]}
    nowhere |= {"reception_modes": ["a-distance"]}
    proposal = create(cast.outsider, cast.structure.public_id, **nowhere)
    assert proposal.territory.uid == "fr"


def test_a_structure_that_left_meanwhile_takes_no_offer(cast) -> None:
    structure = make_structure(name="Vide")
    proposal = create(cast.outsider, structure.public_id)
    archive_structure(structure=structure, author=None)
    assert list(preview(proposal).errors) == ["structure"]


def test_the_same_creation_by_somebody_else_supports_it(cast) -> None:
    first = create(cast.outsider, cast.structure.public_id)
    assert create(cast.member, cast.structure.public_id) == first


def test_a_structure_is_created_alone(cast, client) -> None:
    fields = {
        "name": "Ressourcerie du Lot",
        "commune": "fr:commune:12202",
        "phone": "05 65 11 22 33",
    }
    proposal = ask(author=cast.outsider, target_kind="structure", action=CREATE, changes=fields)
    accept(proposal, cast.animator)
    proposal.refresh_from_db()
    structure = Structure.objects.get(name="Ressourcerie du Lot")
    assert proposal.structure == structure
    assert structure.phone == "+33565112233"
    assert structure.history.get().history_user == cast.outsider
    assert page(client, structure).status_code == 200


def test_a_structure_is_somewhere(cast) -> None:
    with pytest.raises(InvalidFields) as refused:
        ask(
            author=cast.outsider,
            target_kind="structure",
            action=CREATE,
            changes={"name": "Ressourcerie"},
        )
    assert list(refused.value.errors) == ["commune"]


def test_the_queue_and_the_pages_show_a_creation(cast, client) -> None:
    proposal = create(cast.outsider, cast.structure.public_id)
    client.force_login(cast.animator)
    assert "Location de voitures" in client.get("/moderation/").content.decode()
    answer = client.get(f"/moderation/{proposal.uuid}/").content.decode()
    assert "Garage du Causse" in answer
    client.force_login(cast.outsider)
    assert client.get(f"/propositions/{proposal.uuid}/").status_code == 200
    assert "Location de voitures" in client.get("/mes-propositions/").content.decode()


def test_a_created_page_changes_like_any_other(cast) -> None:
    accept(create(cast.outsider, cast.structure.public_id), cast.animator)
    publish_one(offer=OfferPage.objects.get(), fields={"title": "Autre titre"}, author=None)
    assert OfferPage.objects.get().title == "Autre titre"
