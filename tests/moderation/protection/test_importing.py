"""A file does not write over what is protected: it asks, and its report says so."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from contributions.models import Proposal
from contributions.previews import preview
from moderation.deciding.services import SeenVersion, accept_proposal
from moderation.models import Protection
from moderation.protection.services import lift_protection, protect
from offers.models import OfferPage, Structure
from tests.contributions.imports.making import (
    imported,
    imported_structure,
    run_import,
    service,
    structure,
)

pytestmark = pytest.mark.usefixtures("words")

CONTACT = {"contact_phone", "engage_person"}
NEW = {"nom": "Louer un vélo", "telephone": "05 36 49 00 77"}


def shield(target: Any, by: Any, **said: Any) -> Protection:
    said = {"level": "animators", "reason": "dispute", **said}
    return protect(target=target, by=by, ends_at=timezone.now() + timedelta(days=7), **said)


def held_lines(context: Any) -> set[str]:
    return {line["field"] for line in context.report.warnings() if line["kind"] == "dropped"}


def test_a_protected_page_stays_and_an_animator_is_asked(tmp_path, cast):
    run_import(tmp_path, [service()])
    before = imported().title
    shield(imported(), cast.animator)
    context = run_import(tmp_path, [service(**NEW)])
    offer, proposal = imported(), Proposal.objects.get()
    assert (offer.title, offer.contact_phone) == (before, "+33536490012")
    assert set(proposal.changes) == {"title", *CONTACT}
    assert proposal.changes["title"] == "Louer un vélo"
    assert (proposal.state, proposal.channel) == ("pending", "import")
    assert proposal.summary == "La source a changé ceci, qui est protégé ici : faut-il le dire ?"
    assert held_lines(context) == {"title", *CONTACT}
    assert context.report.services.conflicts == 1


def test_the_rest_of_a_page_is_written(tmp_path, cast):
    run_import(tmp_path, [service()])
    shield(imported(), cast.animator, part="contact")
    context = run_import(tmp_path, [service(**NEW)])
    assert imported().title == "Louer un vélo"
    assert imported().contact_phone == "+33536490012"
    assert set(Proposal.objects.get().changes) == CONTACT
    assert held_lines(context) == CONTACT


def test_a_structure_stays_too(tmp_path, cast):
    run_import(tmp_path, [service()])
    shield(imported_structure(), cast.animator)
    run_import(tmp_path, [service()], [structure(telephone="05 36 49 00 55")])
    assert imported_structure().phone == "+33536490001"
    assert Proposal.objects.get().changes == {"phone": "+33536490055"}


@pytest.mark.parametrize("level", Protection.Level.values)
def test_whatever_the_level(tmp_path, cast, level):
    run_import(tmp_path, [service()])
    shield(imported(), cast.administrator, level=level)
    run_import(tmp_path, [service(**NEW)])
    assert imported().title != "Louer un vélo"
    assert Proposal.objects.exists()


def test_an_address_is_one(tmp_path, cast):
    run_import(tmp_path, [service()])
    before = imported().street_address
    shield(imported(), cast.animator)
    run_import(tmp_path, [service(adresse="5 rue Béteille", code_postal="12850")])
    assert imported().street_address == before
    assert set(Proposal.objects.get().changes) == {"street_address", "postal_code"}


def test_what_is_kept_from_the_source_is_what_the_source_says(tmp_path, cast):
    run_import(tmp_path, [service()])
    shield(imported(), cast.animator, reason="source")
    context = run_import(tmp_path, [service(**NEW)])
    assert imported().title == "Louer un vélo"
    assert not Proposal.objects.exists()
    assert not held_lines(context)


def test_once_lifted_what_was_asked_is_still_for_an_animator(tmp_path, cast):
    run_import(tmp_path, [service()])
    protection = shield(imported(), cast.animator)
    run_import(tmp_path, [service(**NEW)])
    lift_protection(protection=protection, by=cast.animator)
    run_import(tmp_path, [service(**{**NEW, "nom": "Louer une moto"})])
    proposal = Proposal.objects.get()
    assert (proposal.version, proposal.changes["title"]) == (2, "Louer une moto")
    seen = SeenVersion(proposal.version, preview(proposal).preview_hash)
    accept_proposal(proposal=proposal, moderator=cast.animator, seen=seen)
    run_import(tmp_path, [service(**{**NEW, "nom": "Louer un bateau"})])
    assert imported().title == "Louer un bateau"


def test_what_was_asked_is_accepted_as_any_other(tmp_path, cast):
    run_import(tmp_path, [service()])
    shield(imported(), cast.animator)
    run_import(tmp_path, [service(**NEW)])
    proposal = Proposal.objects.get()
    seen = SeenVersion(proposal.version, preview(proposal).preview_hash)
    accept_proposal(proposal=proposal, moderator=cast.animator, seen=seen)
    assert imported().title == "Louer un vélo"


def test_a_protected_page_does_not_leave_with_its_line(tmp_path, cast):
    run_import(tmp_path, [service(1), service(2)])
    shield(imported(), cast.animator)
    shield(imported_structure(), cast.animator)
    context = run_import(tmp_path, [service(2)], [structure(9)], complete=True, confirmed=True)
    assert OfferPage.objects.filter(live=True).count() == 2
    assert Structure.objects.get(pk=imported_structure().pk).state == "live"
    assert "id" in held_lines(context)


def test_a_preview_says_the_same_and_writes_nothing(tmp_path, cast):
    run_import(tmp_path, [service()])
    shield(imported(), cast.animator)
    context = run_import(tmp_path, [service(**NEW)], writes=False)
    assert held_lines(context) == {"title", *CONTACT}
    assert not Proposal.objects.exists()
