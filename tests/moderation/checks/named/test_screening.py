"""What happens to a text when a named check fires."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from contributions.direct.services import publish_own_edit
from contributions.discussion.errors import Unsaid
from contributions.discussion.places import at_page
from contributions.discussion.services import open_thread
from contributions.models import Proposal
from contributions.risk import REASONS
from contributions.services import resubmit
from moderation.checks.named.counting import refused_since
from moderation.checks.named.effects import effects_now
from moderation.checks.named.registry import Effect
from moderation.models import CheckHit, CheckSetting
from offers.models import OfferPage
from offers.models.structures import AddressVisibility
from offers.validation import InvalidFields
from tests.contributions.making import WHY, ask, form_data, propose
from tests.contributions.reporting.making import told
from tests.factories import ensure_country, offer_fields

LOUD = "VENEZ TOUS CHEZ NOUS, C'EST GRATUIT POUR TOUTE LA FAMILLE"


def switch(code: str, effect: str) -> CheckSetting:
    setting, _made = CheckSetting.objects.update_or_create(
        check_code=code, defaults={"effect": effect, "reason": "Un essai."}
    )
    return setting


def own_edit(offer: OfferPage, cast: Any, *, summary: str = WHY, **changes: Any) -> Any:
    return publish_own_edit(
        author=cast.publisher,
        target_kind=Proposal.Target.OFFER,
        target=offer,
        changes=changes,
        summary=summary,
    )


def test_a_tag_is_read_by_the_animator_and_changes_nothing_else(offer, cast) -> None:
    proposal = propose(offer, cast.outsider, fee_detail=LOUD)
    assert proposal.risk == Proposal.Risk.MEDIUM
    assert "check_shouting" in proposal.risk_reasons
    assert str(REASONS["check_shouting"])
    hit = CheckHit.objects.get()
    assert (hit.check_code, hit.effect, hit.proposal) == ("shouting", Effect.TAG, proposal)
    assert own_edit(offer, cast, audience_detail=LOUD).published


def test_off_is_off(offer, cast) -> None:
    switch("shouting", Effect.OFF)
    assert "check_shouting" not in propose(offer, cast.outsider, fee_detail=LOUD).risk_reasons
    assert not CheckHit.objects.exists()


def test_what_is_held_never_goes_live_unread(offer, cast) -> None:
    switch("shouting", Effect.HOLD)
    sent = own_edit(offer, cast, fee_detail=LOUD)
    assert sent.published is None
    assert sent.proposal.risk == Proposal.Risk.HIGH
    assert "check_shouting" in sent.proposal.risk_reasons
    assert OfferPage.objects.get(pk=offer.pk).fee_detail != LOUD


def test_what_is_refused_says_where_and_keeps_nothing(offer, cast) -> None:
    switch("shouting", Effect.REFUSE)
    with pytest.raises(InvalidFields) as refused:
        propose(offer, cast.outsider, fee_detail=LOUD)
    assert list(refused.value.errors) == ["fee_detail"]
    assert not Proposal.objects.exists()
    now = timezone.now()
    assert refused_since("shouting", now - timedelta(hours=1), at=now) == 1


def test_the_next_version_is_looked_at_too(offer, cast) -> None:
    proposal = propose(offer, cast.outsider, fee_detail="6 €")
    said: dict[str, Any] = {"author": cast.outsider, "version": 1, "summary": WHY}
    resubmit(proposal=proposal, changes={"fee_detail": LOUD}, **said)
    proposal.refresh_from_db()
    assert "check_shouting" in proposal.risk_reasons
    assert CheckHit.objects.get().proposal_version == 2


@pytest.mark.parametrize("level", [AddressVisibility.COMMUNE, AddressVisibility.HIDDEN])
def test_a_street_on_a_protected_place_waits_for_an_animator(offer, cast, level) -> None:
    offer.visibility.address = level
    offer.visibility.save()
    offer = OfferPage.objects.get(pk=offer.pk)
    sent = own_edit(offer, cast, what="<p>Sonnez au 8 rue Planard.</p>")
    assert sent.published is None
    assert sent.proposal.risk == Proposal.Risk.HIGH
    assert "check_street" in sent.proposal.risk_reasons


def test_the_street_check_cannot_be_switched_off(db) -> None:
    switch("street", Effect.OFF)
    assert effects_now()["street"] == Effect.HOLD


def test_an_unknown_effect_in_the_database_is_as_shipped(db) -> None:
    CheckSetting.objects.create(check_code="gone", effect=Effect.OFF, reason="Un ancien.")
    assert "gone" not in effects_now()


def test_the_form_shows_what_to_mend_and_keeps_what_was_typed(offer, cast, client) -> None:
    switch("shouting", Effect.REFUSE)
    client.force_login(cast.outsider)
    url = reverse("contributions:propose-edit", args=[offer.public_id])
    typed = {**form_data(client.get(url)), "fee_detail": LOUD, "proposal_summary": WHY}
    response = client.post(url, {**typed, "act": "send"})
    assert response.status_code == 422
    assert escape(LOUD) in response.content.decode()
    assert not Proposal.objects.exists()


def test_a_visitor_who_reports_is_looked_at_too(offer) -> None:
    switch("shouting", Effect.REFUSE)
    with pytest.raises(InvalidFields):
        told(offer, reason="hours", changes={"fee_detail": LOUD})
    assert not Proposal.objects.exists()


def test_spam_is_refused_in_a_summary_and_in_a_message(offer, cast) -> None:
    words = "Prêt entre particuliers en 24 h, sans justificatif"
    with pytest.raises(InvalidFields) as refused:
        propose(offer, cast.outsider, summary=words)
    assert list(refused.value.errors) == ["proposal_summary"]
    with pytest.raises(Unsaid):
        open_thread(author=cast.outsider, place=at_page(offer), subject="Un prêt ?", body=words)
    assert not Proposal.objects.exists()


def test_no_street_is_said_beside_a_protected_page(offer, cast) -> None:
    street = "Nous avons déménagé au 8 rue Planard."
    said = {"author": cast.publisher, "subject": "Le lieu", "body": street}
    open_thread(place=at_page(offer), **said)
    offer.visibility.address = AddressVisibility.COMMUNE
    offer.visibility.save()
    hidden = OfferPage.objects.get(pk=offer.pk)
    with pytest.raises(Unsaid):
        open_thread(place=at_page(hidden), **{**said, "body": f"{street} Venez."})
    with pytest.raises(InvalidFields):
        own_edit(hidden, cast, summary=street, fee_detail="7 €")
    assert OfferPage.objects.get(pk=offer.pk).fee_detail != "7 €"


def test_no_street_is_said_of_a_new_page_that_will_be_protected(cast, words) -> None:
    """The summary stands in the history of the page from its first day on."""
    ensure_country("fr")
    cast.structure.address_visibility = AddressVisibility.HIDDEN
    cast.structure.save()
    with pytest.raises(InvalidFields) as refused:
        ask(
            author=cast.outsider,
            action=Proposal.Action.CREATE,
            changes={**offer_fields(), "structure": cast.structure.public_id},
            summary="Nous avons ouvert un accueil au 8 rue Planard.",
        )
    assert list(refused.value.errors) == ["proposal_summary"]


def test_a_message_that_shouts_is_only_told_of(offer, cast) -> None:
    thread = open_thread(author=cast.outsider, place=at_page(offer), subject="Bravo", body=LOUD)
    assert thread.posts.get().body == LOUD


def test_what_went_live_with_a_tag_says_so_to_who_reads_it_afterwards(offer, cast, client) -> None:
    sent = own_edit(offer, cast, fee_detail=LOUD)
    hit = CheckHit.objects.get()
    assert (hit.publication, hit.proposal, hit.effect) == (sent.published, None, Effect.TAG)
    client.force_login(cast.animator)
    page = client.get(reverse("moderation:direct")).content.decode()
    assert str(REASONS["check_shouting"]) in page
