"""« It is mine »: asking for the pages of a structure, and proving it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare, get_random_string, salted_hmac

from accounts.links import find_link, use_link
from accounts.models import User
from journal import outbox
from journal.audit import record
from offers.keeping.bounds import bounds
from offers.keeping.errors import ClosedClaim, NoProof, TooMany, WrongCode
from offers.keeping.permissions import can_claim, can_go_on, can_prove, can_settle
from offers.keeping.published import Kind, proofs
from offers.keeping.settling import audit_claim, lock_claim, prove
from offers.keeping.telling import tell_animators_of_claim
from offers.keeping.texts import written
from offers.models import Structure, StructureClaim
from offers.structures import lock_structure

State, Way = StructureClaim.State, StructureClaim.Way

CLAIM_LINK = "claim-structure"
MAIL_TOPIC = "keeping.claim_mail"
SHORTEST_EVIDENCE = 20
CODE_DIGITS = 6
_DAY, _MONTH = timedelta(days=1), timedelta(days=30)


@transaction.atomic
def ask_claim(
    *, structure: Structure, claimant: User, way: str, contact: str = "", evidence: str = ""
) -> StructureClaim:
    """Ask to own the pages of a structure, by mail, by phone, or with evidence.

    Raises NoProof, MissingText, Refused, TooMany, or PermissionDenied with the reason.
    """
    locked = lock_structure(structure.pk)
    can_claim(claimant, locked).or_raise()
    now = timezone.now()
    _require_few(locked, claimant, now)
    if way == Way.EVIDENCE:
        contact = ""
        evidence = written(evidence, shortest=SHORTEST_EVIDENCE)
    else:
        evidence = ""
        kind: Kind = "mail" if way == Way.MAIL else "phone"
        if contact not in proofs(locked, kind=kind, claimant_id=claimant.pk, at=now):
            raise NoProof
    claim = StructureClaim.objects.create(
        structure=locked,
        claimant=claimant,
        way=Way(way),
        contact=contact,
        evidence=evidence,
        asked_at=now,
    )
    audit_claim(claim, "structure.claim_asked", actor=claimant)
    if way == Way.MAIL:
        outbox.enqueue(topic=MAIL_TOPIC, key=str(claim.uuid))
    else:
        tell_animators_of_claim(claim)
    return claim


def _require_few(structure: Structure, claimant: User, now: datetime) -> None:
    mine = StructureClaim.objects.filter(claimant=claimant)
    here = mine.filter(structure=structure, asked_at__gt=now - _MONTH).count()
    today = mine.filter(asked_at__gt=now - _DAY).count()
    if today >= bounds().most_a_day or here >= bounds().most_a_month_on_one:
        raise TooMany


def claim_of_link(token: str, *, at: datetime | None = None) -> StructureClaim:
    """The claim a mailed link is about, the link left unused. Raises LinkRefused, ClosedClaim."""
    link = find_link(token, CLAIM_LINK, at)
    rows = StructureClaim.objects.select_related("structure__home_territory", "claimant")
    claim = rows.filter(pk=link.payload["claim"], state=State.ASKED).first()
    if claim is None:
        raise ClosedClaim
    return claim


@transaction.atomic
def confirm_by_mail(*, token: str, claimant: User, at: datetime | None = None) -> StructureClaim:
    """The person read the message sent to the structure's address, signed in as who asked.

    Raises LinkRefused, ClosedClaim, or PermissionDenied; then the link stays usable.
    """
    now = at or timezone.now()
    link = use_link(token, CLAIM_LINK, now)
    claim = lock_claim(link.payload["claim"])
    can_go_on(claimant, claim).or_raise()
    if claim.state != State.ASKED:
        raise ClosedClaim
    prove(claim, actor=claimant, at=now, at_once=True)
    return claim


@transaction.atomic
def disown_by_mail(*, token: str, at: datetime | None = None) -> StructureClaim:
    """Whoever reads the structure's mail says that nobody there asked for this.

    Raises LinkRefused or ClosedClaim.
    """
    now = at or timezone.now()
    link = use_link(token, CLAIM_LINK, now)
    claim = lock_claim(link.payload["claim"])
    if claim.state != State.ASKED:
        raise ClosedClaim
    claim.state, claim.decided_at = State.REFUSED, now
    claim.save(update_fields=["state", "decided_at"])
    audit_claim(claim, "structure.claim_disowned", actor=None)
    return claim


@transaction.atomic
def draw_code(*, claim: StructureClaim, animator: User, at: datetime | None = None) -> str:
    """A new code for the animator to read out on the phone, given this once: only its hash stays.

    Raises ClosedClaim, or PermissionDenied with the reason.
    """
    now = at or timezone.now()
    locked = lock_claim(claim.pk)
    can_settle(animator, locked).or_raise()
    if locked.state != State.ASKED or locked.way != Way.PHONE:
        raise ClosedClaim
    code = get_random_string(CODE_DIGITS, "0123456789")
    locked.code_hash = _hash(locked, code)
    locked.code_expires_at, locked.code_tries = now + bounds().code_lasts, 0
    locked.save(update_fields=["code_hash", "code_expires_at", "code_tries"])
    audit_claim(locked, "structure.claim_code_drawn", actor=animator)
    return code


def prove_by_code(
    *, claim: StructureClaim, claimant: User, code: str, at: datetime | None = None
) -> StructureClaim:
    """The person types what was read out to them. A wrong code counts even though it is refused.

    Raises WrongCode, ClosedClaim, or PermissionDenied with the reason.
    """
    left = _try_code(claim.pk, claimant, code, at or timezone.now())
    if left is not None:
        raise WrongCode(left)
    claim.refresh_from_db()
    return claim


@transaction.atomic
def _try_code(pk: int, claimant: User, code: str, now: datetime) -> int | None:
    """None when the code is right; else how many tries are left."""
    claim = lock_claim(pk)
    can_go_on(claimant, claim).or_raise()
    if claim.state != State.ASKED or claim.way != Way.PHONE:
        raise ClosedClaim
    most = bounds().code_tries
    expires = claim.code_expires_at
    if not claim.code_hash or expires is None or expires <= now or claim.code_tries >= most:
        return 0
    if not constant_time_compare(_hash(claim, "".join(code.split())), claim.code_hash):
        claim.code_tries += 1
        claim.save(update_fields=["code_tries"])
        return most - claim.code_tries
    claim.code_hash = ""
    claim.save(update_fields=["code_hash"])
    prove(claim, actor=claimant, at=now, at_once=True)
    return None


def _hash(claim: StructureClaim, code: str) -> str:
    return salted_hmac(f"claim-code:{claim.uuid}", code, algorithm="sha256").hexdigest()


@transaction.atomic
def withdraw_claim(*, claim: StructureClaim, claimant: User) -> StructureClaim:
    """Take it back. Raises ClosedClaim, or PermissionDenied with the reason."""
    locked = lock_claim(claim.pk)
    can_prove(claimant, locked).or_raise()
    if locked.state not in StructureClaim.OPEN:
        raise ClosedClaim
    locked.state, locked.decided_at = State.WITHDRAWN, timezone.now()
    locked.save(update_fields=["state", "decided_at"])
    audit_claim(locked, "structure.claim_withdrawn", actor=claimant)
    return locked


def expire_claims(at: datetime) -> int:
    """Close the claims that nobody proved in time."""
    waiting = StructureClaim.objects.filter(state=State.ASKED)
    late = waiting.filter(asked_at__lte=at - bounds().claim_lasts)
    return sum(_expire(pk, at) for pk in late.values_list("pk", flat=True))


@transaction.atomic
def _expire(pk: int, at: datetime) -> bool:
    claim = lock_claim(pk)
    if claim.state != State.ASKED:
        return False
    claim.state, claim.decided_at = State.EXPIRED, at
    claim.save(update_fields=["state", "decided_at"])
    record(
        actor=None,
        action="structure.claim_expired",
        subject=claim,
        territory=claim.structure.home_territory,
    )
    return True
