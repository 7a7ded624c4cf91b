"""Who may hide, put back, ask, answer and give up: with the reason of each refusal."""

import pytest

from moderation.erasing.permissions import (
    can_answer_redaction,
    can_ask_redaction,
    can_give_up,
    can_hide_text,
    can_show_again,
    has_oversight,
)
from moderation.erasing.redacting import ask_redaction
from moderation.erasing.services import hide_text
from moderation.erasing.subjects import SITE, of_page
from tests.moderation.erasing.conftest import NAME
from tests.moderation.erasing.making import make_overseer

pytestmark = pytest.mark.django_db

PEOPLE = ("outsider", "publisher", "animator", "other_animator", "administrator", "overseer")


@pytest.fixture
def people(cast):
    found = {name: getattr(cast, name) for name in PEOPLE if name != "overseer"}
    return {**found, "overseer": make_overseer()}


@pytest.fixture
def hiding(named_offer, cast):
    return hide_text(
        subject=of_page(named_offer), passages=NAME, reason="on_request", by=cast.animator
    )


def allowed(people, rule) -> set[str]:
    verdicts = {name: rule(user) for name, user in people.items()}
    assert all(verdict or verdict.reason for verdict in verdicts.values())
    return {name for name, verdict in verdicts.items() if verdict}


def test_who_may_what_of_a_hidden_text(people, hiding) -> None:
    here = {"kind": hiding.target_kind, "territory": hiding.territory}
    moderators = {"animator", "administrator", "overseer"}
    assert allowed(people, lambda user: can_hide_text(user, **here)) == moderators
    site = {**here, "kind": SITE}
    assert allowed(people, lambda user: can_hide_text(user, **site)) == {
        "administrator",
        "overseer",
    }
    assert allowed(people, lambda user: can_show_again(user, hiding)) == moderators
    assert allowed(people, lambda user: can_ask_redaction(user, hiding)) == {"administrator"}


def test_who_may_what_once_its_erasure_is_asked_for(people, hiding, cast) -> None:
    redaction = ask_redaction(
        hiding=hiding, by=cast.administrator, basis="erasure", note="Elle l'a écrit."
    )
    both = {"administrator", "overseer"}
    assert allowed(people, lambda user: can_show_again(user, hiding)) == both
    assert allowed(people, lambda user: can_answer_redaction(user, redaction)) == {"overseer"}
    assert allowed(people, lambda user: can_give_up(user, redaction)) == {"administrator"}


def test_a_closed_account_oversees_nothing(people) -> None:
    overseer = people["overseer"]
    overseer.is_active = False
    overseer.save(update_fields=["is_active"])
    assert not has_oversight(overseer)
