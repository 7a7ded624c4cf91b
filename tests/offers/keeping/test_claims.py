"""Asking for the pages of a structure by its three ways, and what each takes."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.links import LinkRefused
from accounts.models import MailedLink, User
from journal.models import AuditEvent
from notifications.models import Notice
from offers.keeping.claims import (
    confirm_by_mail,
    disown_by_mail,
    draw_code,
    expire_claims,
    prove_by_code,
    withdraw_claim,
)
from offers.keeping.errors import ClosedClaim, MissingText, NoProof, TooMany, WrongCode
from offers.keeping.settling import (
    carry_out_claims,
    grant_claim,
    object_to_claim,
    refuse_claim,
)
from offers.models import Membership, Structure, StructureClaim
from offers.normalise import Refused
from offers.services import add_member
from tests.cast import Cast, make_user
from tests.factories import make_structure
from tests.offers.keeping.making import EVIDENCE, MAIL, ask, edit, old_structure, sent, token_in

State = StructureClaim.State
WEEK = timedelta(days=7, minutes=1)
WHY = "Je suis la seule salariée, je ne connais pas cette personne."


@pytest.fixture
def alone(places: None, cast: Cast) -> Structure:
    """A structure of Rodez that nobody keeps."""
    return old_structure(make_structure(name="Épicerie du Causse"))


@pytest.fixture
def kept(cast: Cast) -> Structure:
    """The garage of Rodez, owned by cast.publisher."""
    return old_structure(cast.structure)


def owners(structure: Structure) -> set[User]:
    rows = Membership.objects.filter(structure=structure, role=Membership.Role.OWNER)
    return {row.user for row in rows.select_related("user")}


def kinds(user: User) -> list[str]:
    return list(Notice.objects.filter(recipient=user).values_list("kind", flat=True))


def later(days: int = 0, **more: int) -> Any:
    return timezone.now() + timedelta(days=days, **more)


# By mail


def test_the_mail_goes_to_the_structure_and_its_link_makes_the_owner(
    alone: Structure, cast: Cast
) -> None:
    claim = ask(alone, cast.outsider)
    (message,) = sent()
    assert message.to == [MAIL]
    assert cast.outsider.display_name in message.body
    assert cast.outsider.email not in message.body
    confirm_by_mail(token=token_in(message), claimant=cast.outsider)
    claim.refresh_from_db()
    assert claim.state == State.GRANTED
    assert owners(alone) == {cast.outsider}
    assert kinds(cast.outsider) == ["claim_granted"]
    row = Membership.history.get(user_id=cast.outsider.pk)
    assert (row.history_user, row.history_change_reason) == (
        cast.outsider,
        "structure.claim_granted",
    )
    events = AuditEvent.objects.filter(action__startswith="structure.claim")
    assert list(events.order_by("pk").values_list("action", flat=True)) == [
        "structure.claim_asked",
        "structure.claim_granted",
        "structure.claim_granted.person",
        "structure.claim_granted",
    ]


def test_only_a_hash_of_the_link_is_kept(alone: Structure, cast: Cast) -> None:
    ask(alone, cast.outsider)
    token = token_in(sent()[0])
    link = MailedLink.objects.get()
    assert token not in str(link.__dict__)


def test_a_link_serves_once(alone: Structure, cast: Cast) -> None:
    ask(alone, cast.outsider)
    token = token_in(sent()[0])
    confirm_by_mail(token=token, claimant=cast.outsider)
    with pytest.raises(LinkRefused):
        confirm_by_mail(token=token, claimant=cast.outsider)


def test_a_link_dies_after_a_week(alone: Structure, cast: Cast) -> None:
    ask(alone, cast.outsider)
    token = token_in(sent()[0])
    with pytest.raises(LinkRefused):
        confirm_by_mail(token=token, claimant=cast.outsider, at=timezone.now() + WEEK)
    assert owners(alone) == set()


def test_someone_elses_link_is_no_use_and_stays_usable(alone: Structure, cast: Cast) -> None:
    ask(alone, cast.outsider)
    token = token_in(sent()[0])
    with pytest.raises(PermissionDenied):
        confirm_by_mail(token=token, claimant=cast.member)
    confirm_by_mail(token=token, claimant=cast.outsider)
    assert owners(alone) == {cast.outsider}


def test_whoever_reads_the_mailbox_can_say_no(alone: Structure, cast: Cast) -> None:
    claim = ask(alone, cast.outsider)
    token = token_in(sent()[0])
    disown_by_mail(token=token)
    claim.refresh_from_db()
    assert claim.state == State.REFUSED
    with pytest.raises(LinkRefused):
        confirm_by_mail(token=token, claimant=cast.outsider)


def test_no_mail_leaves_for_a_claim_taken_back(alone: Structure, cast: Cast) -> None:
    claim = ask(alone, cast.outsider)
    withdraw_claim(claim=claim, claimant=cast.outsider)
    assert sent() == []


def test_a_closed_account_cannot_confirm(alone: Structure, cast: Cast) -> None:
    ask(alone, cast.outsider)
    token = token_in(sent()[0])
    cast.outsider.is_active = False
    cast.outsider.save(update_fields=["is_active"])
    with pytest.raises(PermissionDenied):
        confirm_by_mail(token=token, claimant=cast.outsider)


# What proves nothing


@pytest.mark.parametrize(
    "address",
    ["garage@gmail.com", "garage@orange.fr", "garage@mail.laposte.net", "Garage@GMX.de"],
)
def test_an_address_at_a_free_provider_proves_nothing(
    alone: Structure, cast: Cast, address: str
) -> None:
    old_structure(alone, email=address)
    with pytest.raises(NoProof):
        ask(alone, cast.outsider)
    assert StructureClaim.objects.count() == 0


def test_an_address_changed_yesterday_by_the_claimant_proves_nothing(
    alone: Structure, cast: Cast
) -> None:
    edit(alone, by=cast.outsider, email="moi@faux.example")
    alone.refresh_from_db()
    with pytest.raises(NoProof):
        ask(alone, cast.outsider)


def test_an_address_the_claimant_put_there_long_ago_proves_nothing_either(
    alone: Structure, cast: Cast
) -> None:
    edit(alone, by=cast.outsider, email="moi@faux.example")
    alone.history.update(history_date=later(-90))
    alone.refresh_from_db()
    with pytest.raises(NoProof):
        ask(alone, cast.outsider)


def test_an_address_changed_yesterday_by_a_third_person_proves_nothing(
    alone: Structure, cast: Cast
) -> None:
    edit(alone, by=cast.member, email="bonjour@causse.example")
    alone.refresh_from_db()
    with pytest.raises(NoProof):
        ask(alone, cast.outsider)


def test_an_address_put_there_by_someone_who_claims_too_proves_nothing(
    alone: Structure, cast: Cast
) -> None:
    edit(alone, by=cast.member, email="bonjour@causse.example")
    alone.history.update(history_date=later(-90))
    alone.refresh_from_db()
    ask(alone, cast.member, "evidence")
    with pytest.raises(NoProof):
        ask(alone, cast.outsider)


def test_an_address_put_there_by_an_account_erased_since_proves_nothing(
    alone: Structure, cast: Cast
) -> None:
    edit(alone, by=cast.outsider, email="bonjour@causse.example")
    alone.history.update(history_date=later(-90), history_user_id=None)
    alone.refresh_from_db()
    with pytest.raises(NoProof):
        ask(alone, cast.outsider)


def test_other_fields_may_change_meanwhile(alone: Structure, cast: Cast) -> None:
    edit(alone, by=cast.outsider, description="Un garage où l'on répare ensemble.")
    alone.refresh_from_db()
    assert ask(alone, cast.outsider).state == State.ASKED


def test_an_address_taken_off_and_put_back_starts_again(alone: Structure, cast: Cast) -> None:
    edit(alone, by=cast.member, email="")
    edit(alone, by=cast.member, email=MAIL)
    alone.refresh_from_db()
    with pytest.raises(NoProof):
        ask(alone, cast.outsider)


def test_a_national_number_proves_nothing(alone: Structure, cast: Cast) -> None:
    old_structure(alone, phone="115")
    with pytest.raises(NoProof):
        ask(alone, cast.outsider, "phone")


def test_an_address_that_is_not_on_the_pages_is_refused(alone: Structure, cast: Cast) -> None:
    with pytest.raises(NoProof):
        ask(alone, cast.outsider, contact="ailleurs@example.org")


# By a code read out on the phone


def test_the_code_read_out_makes_the_owner(alone: Structure, cast: Cast) -> None:
    claim = ask(alone, cast.outsider, "phone")
    assert kinds(cast.animator) == ["claim_to_settle"]
    assert kinds(cast.other_animator) == []
    code = draw_code(claim=claim, animator=cast.animator)
    prove_by_code(claim=claim, claimant=cast.outsider, code=f"{code[:3]} {code[3:]}")
    assert owners(alone) == {cast.outsider}


def test_the_code_is_kept_hashed(alone: Structure, cast: Cast) -> None:
    claim = ask(alone, cast.outsider, "phone")
    code = draw_code(claim=claim, animator=cast.animator)
    claim.refresh_from_db()
    assert code not in claim.code_hash
    assert len(claim.code_hash) == 64


def test_after_five_wrong_codes_the_right_one_is_refused(alone: Structure, cast: Cast) -> None:
    claim = ask(alone, cast.outsider, "phone")
    code = draw_code(claim=claim, animator=cast.animator)
    wrong = "000000" if code != "000000" else "111111"
    left = []
    for _attempt in range(5):
        with pytest.raises(WrongCode) as refusal:
            prove_by_code(claim=claim, claimant=cast.outsider, code=wrong)
        left.append(refusal.value.left)
    assert left == [4, 3, 2, 1, 0]
    with pytest.raises(WrongCode):
        prove_by_code(claim=claim, claimant=cast.outsider, code=code)
    assert owners(alone) == set()
    again = draw_code(claim=claim, animator=cast.animator)
    prove_by_code(claim=claim, claimant=cast.outsider, code=again)
    assert owners(alone) == {cast.outsider}


def test_a_code_dies_after_a_day_and_is_nobody_elses(alone: Structure, cast: Cast) -> None:
    claim = ask(alone, cast.outsider, "phone")
    code = draw_code(claim=claim, animator=cast.animator)
    with pytest.raises(PermissionDenied):
        prove_by_code(claim=claim, claimant=cast.member, code=code)
    with pytest.raises(WrongCode):
        prove_by_code(claim=claim, claimant=cast.outsider, code=code, at=later(hours=25))


def test_no_code_before_the_call(alone: Structure, cast: Cast) -> None:
    claim = ask(alone, cast.outsider, "phone")
    with pytest.raises(WrongCode):
        prove_by_code(claim=claim, claimant=cast.outsider, code="")


# By the animator, with evidence


def test_the_animators_word_takes_effect_after_a_week(alone: Structure, cast: Cast) -> None:
    claim = ask(alone, cast.outsider, "evidence")
    grant_claim(claim=claim, animator=cast.animator, evidence="J'ai appelé la mairie.")
    assert owners(alone) == set()
    assert carry_out_claims(later(6)) == 0
    assert carry_out_claims(timezone.now() + WEEK) == 1
    assert carry_out_claims(timezone.now() + WEEK) == 0
    assert owners(alone) == {cast.outsider}


@pytest.mark.parametrize("text", ["", "   ", "Oui"])
def test_the_evidence_is_written(alone: Structure, cast: Cast, text: str) -> None:
    with pytest.raises(MissingText):
        ask(alone, cast.outsider, "evidence", evidence=text)
    claim = ask(alone, cast.outsider, "evidence")
    with pytest.raises(MissingText):
        grant_claim(claim=claim, animator=cast.animator, evidence=text)


def test_a_text_far_too_long_is_refused_whole(alone: Structure, cast: Cast) -> None:
    with pytest.raises(Refused):
        ask(alone, cast.outsider, "evidence", evidence="a " * 2000)


def test_a_refusal_says_why(alone: Structure, cast: Cast) -> None:
    claim = ask(alone, cast.outsider, "evidence")
    refuse_claim(claim=claim, animator=cast.animator, reason="Ce site ne vous nomme pas.")
    notice = Notice.objects.get(recipient=cast.outsider)
    assert notice.kind == "claim_refused"
    assert notice.params["message"] == "Ce site ne vous nomme pas."
    with pytest.raises(ClosedClaim):
        grant_claim(claim=claim, animator=cast.animator, evidence=EVIDENCE)


def test_an_animator_stops_what_was_granted_before_it_takes_effect(
    alone: Structure, cast: Cast
) -> None:
    claim = ask(alone, cast.outsider, "evidence")
    grant_claim(claim=claim, animator=cast.animator, evidence=EVIDENCE)
    refuse_claim(claim=claim, animator=cast.administrator, reason="La mairie dément.")
    assert carry_out_claims(timezone.now() + WEEK) == 0
    assert owners(alone) == set()


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
