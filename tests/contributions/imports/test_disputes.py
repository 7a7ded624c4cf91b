"""What a source asks of an animator: what is disputed now, no more, and as one whole."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contributions.models import Proposal
from contributions.previews import preview
from moderation.deciding.services import SeenVersion, accept_proposal, refuse_proposal
from moderation.permissions import can_decide
from offers.models import OfferPage, Source
from offers.publishing import publish_one
from offers.structures import publish_structure
from territories.models import MemberRole, Territory
from territories.services import grant_role
from tests.cast import make_user
from tests.contributions.imports.making import (
    imported,
    imported_structure,
    run_import,
    service,
    structure,
)

pytestmark = pytest.mark.usefixtures("words")

OTHER_HOURS = "Mo-Fr 10:00-12:00"
LYON = {"commune": "Lyon", "code_insee": "69123", "code_postal": "69001"}
State = Proposal.State


def correct(offer, author, **fields):
    publish_one(offer=offer, fields=fields, author=author)


def accept(proposal, moderator):
    accept_proposal(
        proposal=proposal,
        moderator=moderator,
        seen=SeenVersion(proposal.version, preview(proposal).preview_hash),
    )


def test_a_dispute_ends_when_the_source_comes_to_agree(tmp_path, cast):
    run_import(tmp_path, [service()])
    correct(imported(), cast.outsider, opening_hours=OTHER_HOURS)
    run_import(tmp_path, [service(horaires_accueil="Mo-Fr 14:00-17:00")])
    assert Proposal.objects.get().state == State.PENDING
    context = run_import(tmp_path, [service(horaires_accueil=OTHER_HOURS)])
    proposal = Proposal.objects.get()
    assert proposal.state == State.WITHDRAWN
    assert proposal.decided_at == context.now
    assert imported().opening_hours == OTHER_HOURS


def test_a_dispute_on_a_structure_ends_likewise(tmp_path, cast):
    run_import(tmp_path, [service()])
    publish_structure(
        structure=imported_structure(), fields={"phone": "05 36 49 00 99"}, author=cast.outsider
    )
    run_import(tmp_path, [service()], [structure(telephone="05 36 49 00 55")])
    assert Proposal.objects.get().state == State.PENDING
    run_import(tmp_path, [service()], [structure(telephone="05 36 49 00 99")])
    assert Proposal.objects.get().state == State.WITHDRAWN


def test_what_is_still_disputed_is_still_asked(tmp_path, cast):
    run_import(tmp_path, [service()])
    correct(imported(), cast.outsider, opening_hours=OTHER_HOURS, title="Voitures à louer")
    run_import(tmp_path, [service(horaires_accueil="Mo-Fr 14:00-17:00", nom="Louer un vélo")])
    assert Proposal.objects.get().changes == {
        "opening_hours": "Mo-Fr 14:00-17:00",
        "title": "Louer un vélo",
    }
    run_import(tmp_path, [service(horaires_accueil=OTHER_HOURS, nom="Louer un vélo")])
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.version) == (State.PENDING, 2)
    assert proposal.changes == {"title": "Louer un vélo"}


def test_what_was_refused_is_not_asked_again(tmp_path, cast):
    run_import(tmp_path, [service()])
    correct(imported(), cast.outsider, opening_hours=OTHER_HOURS)
    wanted = {"horaires_accueil": "Mo-Fr 14:00-17:00"}
    run_import(tmp_path, [service(**wanted)])
    proposal = Proposal.objects.get()
    refuse_proposal(
        proposal=proposal, moderator=cast.animator, version=proposal.version, reason="outdated"
    )
    context = run_import(tmp_path, [service(**wanted, nom="Louer un vélo")])
    assert context.report.services.conflicts == 0
    assert Proposal.objects.get().state == State.REJECTED
    assert (imported().title, imported().opening_hours) == ("Louer un vélo", OTHER_HOURS)


def test_what_contradicts_people_is_asked_and_the_rest_goes_in(tmp_path, cast):
    run_import(tmp_path, [service(publics=["jeunes"])])
    correct(imported(), cast.outsider, audiences=["jeunes", "femmes"])
    context = run_import(tmp_path, [service(publics=["tous-publics"], telephone="05 36 49 00 77")])
    counts = context.report.services
    assert (counts.refused, counts.updated, counts.conflicts) == (0, 1, 1)
    offer = imported()
    assert offer.audiences == ["femmes", "jeunes"]
    assert offer.contact_phone == "+33536490077"
    proposal = Proposal.objects.get()
    assert proposal.changes == {"audiences": ["tous-publics"]}
    accept(proposal, cast.animator)
    assert imported().audiences == ["tous-publics"]


def test_an_address_is_never_half_of_people_half_of_a_source(tmp_path, cast):
    run_import(tmp_path, [service()])
    correct(imported(), cast.outsider, street_address="3 place du Bourg")
    context = run_import(tmp_path, [service(adresse="10 rue Neuve", **LYON)])
    offer = imported()
    assert (offer.street_address, offer.postal_code) == ("3 place du Bourg", "12000")
    assert offer.commune.name == "Rodez"
    assert context.report.services.conflicts == 1
    changes = Proposal.objects.get().changes
    assert changes["street_address"] == "10 rue Neuve"
    assert changes["postal_code"] == "69001"
    assert changes["commune"] == "fr:district:69381"


def test_an_address_that_people_left_alone_moves_whole(tmp_path, cast):
    run_import(tmp_path, [service()])
    correct(imported(), cast.outsider, opening_hours=OTHER_HOURS)
    run_import(tmp_path, [service(adresse="10 rue Neuve", **LYON)])
    offer = imported()
    assert (offer.street_address, offer.postal_code) == ("10 rue Neuve", "69001")
    assert offer.commune.name == "Lyon 1er arrondissement"
    assert not Proposal.objects.exists()


def test_who_brought_the_file_does_not_decide_on_what_it_asks(tmp_path, cast):
    source = Source.objects.create(
        key="essai", name="Essai", territory=Territory.objects.get(uid="fr:department:12")
    )
    lina = make_user("lina@example.org", "Lina", second_factor=True)
    grant_role(user=lina, role=MemberRole.Role.TERRITORY_ADMIN, territory=source.territory)
    run_import(tmp_path, [service()], source=source, by=lina)
    correct(imported(), cast.outsider, opening_hours=OTHER_HOURS)
    run_import(tmp_path, [service(horaires_accueil="Mo-Fr 14:00-17:00")], source=source, by=lina)
    proposal = Proposal.objects.get()
    assert not can_decide(lina, proposal)
    assert can_decide(cast.animator, proposal)
    accept(proposal, cast.animator)
    assert imported().opening_hours == "Mo-Fr 14:00-17:00"


def test_a_dispute_costs_a_few_queries(tmp_path, cast):
    """Each is a proposal with its version and its audit event: rows of their own."""
    run_import(tmp_path, [service(n) for n in range(1, 15)])
    for offer in OfferPage.objects.all():
        correct(offer, cast.outsider, opening_hours=OTHER_HOURS)

    def cost(numbers):
        rows = [service(n, horaires_accueil="Mo-Fr 14:00-17:00") for n in numbers]
        with CaptureQueriesContext(connection) as queries:
            context = run_import(tmp_path, rows)
        assert context.report.services.conflicts == len(numbers)
        return len(queries)

    few, many = cost(range(1, 3)), cost(range(3, 15))
    assert (many - few) / 10 < 8
