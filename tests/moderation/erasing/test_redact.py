"""Erasing for good takes two people, one with oversight, and seven days."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from journal.models import AuditEvent
from moderation.erasing.errors import AskedAlready, CannotStand, MissingWhy, NotHidden, NotOpen
from moderation.erasing.jobs import carry_out
from moderation.erasing.redacting import (
    ask_redaction,
    confirm_redaction,
    give_up_redaction,
    redact,
    refuse_redaction,
)
from moderation.erasing.services import hide_text, show_again
from moderation.erasing.subjects import of_page
from moderation.models import HiddenPlace, Hiding, Redaction
from notifications.models import Notice
from offers.publishing import publish_one
from territories.models import MemberRole
from territories.services import grant_role
from tests.factories import make_offer
from tests.moderation.erasing.conftest import NAME
from tests.moderation.erasing.everywhere import tables_holding
from tests.moderation.erasing.making import age, make_overseer

pytestmark = pytest.mark.django_db

WHY = "Elle a écrit le 3 mars pour que son nom disparaisse."


@pytest.fixture
def hiding(named_offer, cast) -> Hiding:
    return hide_text(
        subject=of_page(named_offer),
        passages=NAME,
        reason=Hiding.Reason.ON_REQUEST,
        by=cast.animator,
    )


@pytest.fixture
def overseer():
    return make_overseer()


def ask(hiding: Hiding, by, **said) -> Redaction:
    return ask_redaction(**{"hiding": hiding, "by": by, "basis": "erasure", "note": WHY, **said})


def test_asked_confirmed_and_erased_after_seven_days(hiding, cast, overseer) -> None:
    redaction = confirm_redaction(redaction=ask(hiding, cast.administrator), by=overseer)
    assert redaction.state == Redaction.State.CONFIRMED
    carry_out(timezone.now() + timedelta(days=6))
    hiding.refresh_from_db()
    assert hiding.is_hidden
    carry_out(timezone.now() + timedelta(days=7, minutes=1))
    hiding.refresh_from_db()
    redaction.refresh_from_db()
    assert (hiding.state, hiding.passages) == (Hiding.State.ERASED, "")
    assert (redaction.state, redaction.note) == (Redaction.State.DONE, "")
    assert redaction.places == hiding.places.count() > 0
    assert not HiddenPlace.objects.exclude(taken="").exists()
    assert list(
        AuditEvent.objects.filter(action__startswith="redaction.").values_list("action", flat=True)
    ) == ["redaction.asked", "redaction.confirmed", "redaction.done"]


def test_what_came_back_meanwhile_goes_too(hiding, named_offer, cast, overseer) -> None:
    publish_one(offer=named_offer, fields={"contact_name": NAME}, author=cast.publisher)
    redaction = confirm_redaction(redaction=ask(hiding, cast.administrator), by=overseer)
    age(hiding, days=8)
    redact(redaction=redaction, at=timezone.now())
    named_offer.refresh_from_db()
    assert named_offer.contact_name == ""
    assert tables_holding("zanzibarde") == set()


def test_another_hidden_text_does_not_bring_it_back(named_offer, hiding, cast, overseer) -> None:
    """It was hidden first, with more around: what would put it back is cleaned as well."""
    show_again(hiding=hiding, by=cast.animator)
    subject = of_page(named_offer)
    said = {"reason": "on_request", "by": cast.animator}
    wide = hide_text(subject=subject, passages=f"Demandez {NAME}", **said)
    narrow = hide_text(subject=subject, passages=NAME, **said)
    redaction = confirm_redaction(redaction=ask(narrow, cast.administrator), by=overseer)
    age(narrow, days=8)
    redact(redaction=redaction, at=timezone.now())
    show_again(hiding=wide, by=cast.animator)
    assert tables_holding("zanzibarde") == set()


def test_one_person_is_not_two(hiding, cast) -> None:
    boss = make_overseer()
    grant_role(user=boss, role=MemberRole.Role.GLOBAL_ADMIN)
    redaction = ask(hiding, boss)
    with pytest.raises(PermissionDenied):
        confirm_redaction(redaction=redaction, by=boss)


@pytest.mark.parametrize("who", ["animator", "administrator", "outsider"])
def test_only_oversight_answers(hiding, cast, who) -> None:
    redaction = ask(hiding, cast.administrator)
    with pytest.raises(PermissionDenied):
        confirm_redaction(redaction=redaction, by=getattr(cast, who))
    redaction.refresh_from_db()
    assert redaction.state == Redaction.State.ASKED


@pytest.mark.parametrize("who", ["animator", "other_animator", "publisher"])
def test_only_administrators_ask(hiding, cast, who) -> None:
    with pytest.raises(PermissionDenied):
        ask(hiding, getattr(cast, who))
    assert not Redaction.objects.exists()


def test_a_refusal_leaves_it_hidden_and_says_why(hiding, cast, overseer) -> None:
    redaction = refuse_redaction(
        redaction=ask(hiding, cast.administrator), by=overseer, why="La loi demande de le garder."
    )
    assert redaction.state == Redaction.State.REFUSED
    hiding.refresh_from_db()
    assert hiding.is_hidden
    told = Notice.objects.get(recipient=cast.administrator, kind="redaction_answered")
    assert told.params["why"] == "La loi demande de le garder."
    assert NAME not in str(told.params)


def test_oversight_is_told_without_the_text(hiding, cast, overseer) -> None:
    ask(hiding, cast.administrator)
    told = Notice.objects.get(recipient=overseer)
    assert NAME not in str(told.params)
    assert WHY not in str(told.params)


def test_what_is_put_back_is_not_erased(hiding, cast, overseer) -> None:
    redaction = confirm_redaction(redaction=ask(hiding, cast.administrator), by=overseer)
    with pytest.raises(PermissionDenied):
        show_again(hiding=hiding, by=cast.animator)
    show_again(hiding=hiding, by=cast.administrator)
    redaction.refresh_from_db()
    assert redaction.state == Redaction.State.GIVEN_UP
    with pytest.raises((NotOpen, NotHidden)):
        redact(redaction=redaction, at=timezone.now() + timedelta(days=30))


def test_erased_text_never_comes_back(hiding, cast, overseer) -> None:
    redaction = confirm_redaction(redaction=ask(hiding, cast.administrator), by=overseer)
    age(hiding, days=8)
    redact(redaction=redaction, at=timezone.now())
    with pytest.raises(NotHidden):
        show_again(hiding=hiding, by=cast.administrator)
    with pytest.raises(NotOpen):
        redact(redaction=redaction, at=timezone.now())


def test_a_request_is_given_up(hiding, cast, overseer) -> None:
    redaction = ask(hiding, cast.administrator)
    give_up_redaction(redaction=redaction, by=cast.administrator)
    with pytest.raises(NotOpen):
        confirm_redaction(redaction=redaction, by=overseer)
    assert not Notice.objects.filter(recipient=overseer).exists()


@pytest.mark.parametrize(
    "said", [{"basis": "because"}, {"basis": ""}, {"note": " "}, {"note": "x" * 1001}]
)
def test_a_request_says_why(hiding, cast, said) -> None:
    with pytest.raises(MissingWhy):
        ask(hiding, cast.administrator, **said)


def test_it_is_asked_once(hiding, cast) -> None:
    ask(hiding, cast.administrator)
    with pytest.raises(AskedAlready):
        ask(hiding, cast.administrator)


def test_one_that_fails_keeps_no_other_waiting(hiding, named_offer, cast, overseer) -> None:
    """The title says the name again, and a page has a title: a person mends that first."""
    other = make_offer(structure=cast.structure, title="Vélos", contact_name="Basile Quenotte")
    second = hide_text(
        subject=of_page(other), passages="Basile Quenotte", reason="on_request", by=cast.animator
    )
    for one in (second, hiding):
        confirm_redaction(redaction=ask(one, cast.administrator), by=overseer)
    publish_one(offer=named_offer, fields={"title": NAME}, author=cast.publisher)
    carry_out(timezone.now() + timedelta(days=8))
    hiding.refresh_from_db()
    second.refresh_from_db()
    assert (hiding.state, second.state) == (Hiding.State.HIDDEN, Hiding.State.ERASED)


def test_what_cannot_be_unsealed_keeps_no_other_waiting(hiding, cast, overseer) -> None:
    confirm_redaction(redaction=ask(hiding, cast.administrator), by=overseer)
    Hiding.objects.update(passages="sealed under a key that is lost")
    carry_out(timezone.now() + timedelta(days=8))
    hiding.refresh_from_db()
    assert hiding.is_hidden


def test_a_page_that_cannot_stand_without_it_is_said(hiding, named_offer, cast, overseer) -> None:
    redaction = ask(hiding, cast.administrator)
    age(hiding, days=8)
    publish_one(offer=named_offer, fields={"title": NAME}, author=cast.publisher)
    with pytest.raises(CannotStand):
        confirm_redaction(redaction=redaction, by=overseer)
    redaction.refresh_from_db()
    assert redaction.state == Redaction.State.ASKED
