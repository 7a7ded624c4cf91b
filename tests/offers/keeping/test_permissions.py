"""Who may do what about who keeps a structure: every rule, every part."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from offers.keeping.permissions import (
    can_change_member,
    can_claim,
    can_go_on,
    can_invite,
    can_leave,
    can_manage_members,
    can_object,
    can_prove,
    can_see_claim,
    can_see_members,
    can_settle,
)
from offers.models import Membership, StructureClaim
from offers.services import add_member
from tests.cast import Cast, make_user
from tests.offers.keeping.making import ask, old_structure

PARTS = (
    "claimant",
    "outsider",
    "editor",
    "publisher",
    "member",
    "animator",
    "other_animator",
    "administrator",
)
KEEPERS = {"editor", "publisher"}
# The rule, and the parts it allows about a proven claim of « claimant » on the garage of Rodez.
ABOUT_CLAIMS: list[tuple[Callable[[User, StructureClaim], Any], set[str]]] = [
    (can_see_claim, {"claimant", "publisher", "animator", "administrator"}),
    (can_prove, {"claimant"}),
    (can_go_on, {"claimant"}),
    (can_settle, {"animator", "administrator"}),
    (can_object, {"publisher"}),
]
ABOUT_STRUCTURES: list[tuple[Callable[..., Any], set[str]]] = [
    (can_claim, set(PARTS) - {"claimant", "publisher"}),
    (can_see_members, KEEPERS),
    (can_manage_members, {"publisher"}),
    (can_invite, {"publisher"}),
    (can_leave, KEEPERS),
]


@pytest.fixture
def people(cast: Cast) -> dict[str, User]:
    """The cast; « publisher » owns the garage, « editor » edits its pages, « member » has another
    structure, « claimant » asks for the garage."""
    editor = make_user("noe@example.org", "Noé")
    add_member(structure=cast.structure, user=editor)
    claimant = make_user("lea@example.org", "Léa")
    others = {part: getattr(cast, part) for part in PARTS if part not in {"claimant", "editor"}}
    return {"claimant": claimant, "editor": editor, **others}


@pytest.fixture
def claim(cast: Cast, people: dict[str, User]) -> StructureClaim:
    made = ask(old_structure(cast.structure), people["claimant"], "evidence")
    made.state = StructureClaim.State.PROVEN
    made.takes_effect_at = made.asked_at
    made.save()
    return made


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(("rule", "allowed"), ABOUT_CLAIMS, ids=lambda one: _name(one))
def test_about_a_claim(
    people: dict[str, User], claim: StructureClaim, rule: Any, allowed: set[str], part: str
) -> None:
    verdict = rule(people[part], claim)
    assert bool(verdict) == (part in allowed)
    assert bool(verdict.reason) == (part not in allowed)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(("rule", "allowed"), ABOUT_STRUCTURES, ids=lambda one: _name(one))
def test_about_a_structure(
    people: dict[str, User],
    claim: StructureClaim,
    rule: Any,
    allowed: set[str],
    part: str,
) -> None:
    verdict = rule(people[part], claim.structure)
    assert bool(verdict) == (part in allowed)
    assert bool(verdict.reason) == (part not in allowed)


@pytest.mark.parametrize("part", PARTS)
def test_about_a_member(people: dict[str, User], cast: Cast, part: str) -> None:
    editor = Membership.objects.get(user=people["editor"])
    assert bool(can_change_member(people[part], editor)) == (part == "publisher")


def test_nobody_changes_themselves(people: dict[str, User]) -> None:
    mine = Membership.objects.get(user=people["publisher"])
    assert not can_change_member(people["publisher"], mine)


def test_a_visitor_is_asked_to_sign_in(cast: Cast) -> None:
    verdict = can_claim(AnonymousUser(), cast.structure)  # type: ignore[arg-type]
    assert not verdict
    assert verdict.reason


def test_a_closed_account_may_nothing(people: dict[str, User], claim: StructureClaim) -> None:
    for user in people.values():
        user.is_active = False
        user.save(update_fields=["is_active"])
    assert not can_claim(people["outsider"], claim.structure)
    assert not can_prove(people["claimant"], claim)
    assert not can_settle(people["animator"], claim)
    assert not can_manage_members(people["publisher"], claim.structure)


def _name(one: Any) -> str:
    return str(getattr(one, "__name__", ""))
