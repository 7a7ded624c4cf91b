"""Who may ask for the pages of a structure, who settles it, and what present owners may say."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from offers.keeping.claims import (
    confirm_by_mail,
    draw_code,
    expire_claims,
    withdraw_claim,
)
from offers.keeping.errors import MissingText, TooMany
from offers.keeping.settling import (
    carry_out_claims,
    grant_claim,
    object_to_claim,
    refuse_claim,
)
from offers.models import Structure, StructureClaim
from offers.services import add_member
from tests.cast import Cast, make_user
from tests.offers.keeping.making import (
    EVIDENCE,
    WEEK,
    WHY,
    ask,
    kinds,
    later,
    owners,
    sent,
    token_in,
)

State = StructureClaim.State


# Present owners


def test_present_owners_are_told_and_nothing_happens_for_a_week(
    kept: Structure, cast: Cast
) -> None:
    ask(kept, cast.outsider)
    confirm_by_mail(token=token_in(sent()[0]), claimant=cast.outsider)
    assert kinds(cast.publisher) == ["claim_announced"]
    assert owners(kept) == {cast.publisher}
    carry_out_claims(timezone.now() + WEEK)
    assert owners(kept) == {cast.publisher, cast.outsider}
    assert kinds(cast.publisher) == ["owner_joined", "claim_announced"]


def test_an_owner_whose_account_is_closed_holds_nobody_back(kept: Structure, cast: Cast) -> None:
    cast.publisher.is_active = False
    cast.publisher.save(update_fields=["is_active"])
    ask(kept, cast.outsider)
    confirm_by_mail(token=token_in(sent()[0]), claimant=cast.outsider)
    assert cast.outsider in owners(kept)


def contested(structure: Structure, cast: Cast) -> StructureClaim:
    claim = ask(structure, cast.outsider)
    confirm_by_mail(token=token_in(sent()[0]), claimant=cast.outsider)
    return object_to_claim(claim=claim, owner=cast.publisher, text=WHY)


def test_an_objection_stops_it_and_goes_to_the_animators(kept: Structure, cast: Cast) -> None:
    contested(kept, cast)
    assert kinds(cast.animator) == ["claim_to_settle"]
    assert carry_out_claims(timezone.now() + WEEK) == 0
    assert owners(kept) == {cast.publisher}


def test_after_hearing_both_the_animators_word_takes_effect_at_once(
    kept: Structure, cast: Cast
) -> None:
    claim = contested(kept, cast)
    grant_claim(claim=claim, animator=cast.animator, evidence="Le président confirme par écrit.")
    assert owners(kept) == {cast.publisher, cast.outsider}


def test_an_objection_is_written_by_an_owner_while_it_is_time(kept: Structure, cast: Cast) -> None:
    claim = ask(kept, cast.outsider)
    with pytest.raises(PermissionDenied):
        object_to_claim(claim=claim, owner=cast.publisher, text=WHY)
    confirm_by_mail(token=token_in(sent()[0]), claimant=cast.outsider)
    for stranger in (cast.outsider, cast.member, cast.animator):
        with pytest.raises(PermissionDenied):
            object_to_claim(claim=claim, owner=stranger, text=WHY)
    with pytest.raises(MissingText):
        object_to_claim(claim=claim, owner=cast.publisher, text="Non.")


# Who may ask, who may settle


def test_an_owner_does_not_ask_for_what_is_theirs_and_an_editor_may(
    kept: Structure, cast: Cast
) -> None:
    with pytest.raises(PermissionDenied):
        ask(kept, cast.publisher)
    add_member(structure=kept, user=cast.outsider)
    assert ask(kept, cast.outsider).state == State.ASKED


def test_one_request_at_a_time_and_three_a_month(alone: Structure, cast: Cast) -> None:
    for _attempt in range(3):
        claim = ask(alone, cast.outsider)
        with pytest.raises(PermissionDenied):
            ask(alone, cast.outsider, "phone")
        withdraw_claim(claim=claim, claimant=cast.outsider)
    with pytest.raises(TooMany):
        ask(alone, cast.outsider)


def test_nobody_settles_their_own_request(alone: Structure, cast: Cast) -> None:
    claim = ask(alone, cast.animator, "phone")
    with pytest.raises(PermissionDenied):
        draw_code(claim=claim, animator=cast.animator)
    with pytest.raises(PermissionDenied):
        grant_claim(claim=claim, animator=cast.animator, evidence=EVIDENCE)
    grant_claim(claim=claim, animator=cast.administrator, evidence=EVIDENCE)


def test_who_belongs_to_the_structure_or_asks_too_does_not_settle(
    alone: Structure, cast: Cast
) -> None:
    claim = ask(alone, cast.outsider, "evidence")
    ask(alone, cast.animator, "evidence")
    with pytest.raises(PermissionDenied):
        grant_claim(claim=claim, animator=cast.animator, evidence=EVIDENCE)
    add_member(structure=alone, user=cast.administrator)
    with pytest.raises(PermissionDenied):
        refuse_claim(claim=claim, animator=cast.administrator, reason=EVIDENCE)


@pytest.mark.parametrize("who", ["outsider", "publisher", "member", "other_animator"])
def test_only_the_animators_of_the_place_settle(alone: Structure, cast: Cast, who: str) -> None:
    claim = ask(alone, make_user("lea@example.org", "Léa"), "phone")
    with pytest.raises(PermissionDenied):
        draw_code(claim=claim, animator=getattr(cast, who))
    with pytest.raises(PermissionDenied):
        grant_claim(claim=claim, animator=getattr(cast, who), evidence=EVIDENCE)


def test_a_request_nobody_proves_closes_by_itself(alone: Structure, cast: Cast) -> None:
    claim = ask(alone, cast.outsider, "phone")
    assert expire_claims(later(29)) == 0
    assert expire_claims(later(31)) == 1
    claim.refresh_from_db()
    assert claim.state == State.EXPIRED


def test_an_account_closed_meanwhile_gets_nothing(kept: Structure, cast: Cast) -> None:
    claim = ask(kept, cast.outsider)
    confirm_by_mail(token=token_in(sent()[0]), claimant=cast.outsider)
    cast.outsider.is_active = False
    cast.outsider.save(update_fields=["is_active"])
    carry_out_claims(timezone.now() + WEEK)
    claim.refresh_from_db()
    assert claim.state == State.EXPIRED
    assert owners(kept) == {cast.publisher}
