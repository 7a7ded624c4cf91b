"""Asking for the pages of a structure by its three ways, and what each takes."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.links import LinkRefused
from accounts.models import MailedLink
from journal.models import AuditEvent
from notifications.models import Notice
from offers.keeping.claims import (
    confirm_by_mail,
    disown_by_mail,
    draw_code,
    prove_by_code,
    withdraw_claim,
)
from offers.keeping.errors import ClosedClaim, MissingText, WrongCode
from offers.keeping.settling import (
    carry_out_claims,
    grant_claim,
    refuse_claim,
)
from offers.models import Membership, Structure, StructureClaim
from offers.normalise import Refused
from tests.cast import Cast
from tests.offers.keeping.making import (
    EVIDENCE,
    MAIL,
    WEEK,
    ask,
    kinds,
    later,
    owners,
    sent,
    token_in,
)

State = StructureClaim.State


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
