"""Two acts on who keeps a structure at the same moment, on a real PostgreSQL."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.links import LinkRefused
from accounts.models import User
from offers.counting import count_use
from offers.keeping.claims import ask_claim, confirm_by_mail, draw_code, prove_by_code
from offers.keeping.errors import ClosedClaim, LastOwner, TooMany, WrongCode
from offers.keeping.members import accept_invitation, invite_member, leave_structure
from offers.models import Membership, OfferCount, Structure, StructureClaim
from offers.services import add_member
from tests.at_once import at_once, need_postgresql
from tests.cast import Cast, make_cast, make_user
from tests.factories import make_offer, make_structure
from tests.offers.keeping.making import EVIDENCE, ask, old_structure, sent, token_in

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

Role, State = Membership.Role, StructureClaim.State
REFUSALS = (
    ClosedClaim,
    LastOwner,
    LinkRefused,
    PermissionDenied,
    TooMany,
    WrongCode,
    Membership.DoesNotExist,
)
together = partial(at_once, expected=REFUSALS)


@pytest.fixture(autouse=True)
def _postgresql_only() -> None:
    need_postgresql()


@pytest.fixture
def cast(_postgresql_only: None, transactional_db: None, words: None) -> Cast:
    return make_cast()


@pytest.fixture
def alone(cast: Cast) -> Structure:
    return old_structure(make_structure(name="Épicerie du Causse"))


def owners(structure: Structure) -> int:
    return Membership.objects.filter(structure=structure, role=Role.OWNER).count()


def token_of(structure: Structure, person: User) -> str:
    ask(structure, person)
    return token_in(sent()[0])


def test_of_two_claims_confirmed_at_once_the_first_owns_and_can_contest_the_second(
    alone: Structure, cast: Cast
) -> None:
    first, second = token_of(alone, cast.outsider), token_of(alone, cast.member)
    together(
        lambda: confirm_by_mail(token=first, claimant=cast.outsider),
        lambda: confirm_by_mail(token=second, claimant=cast.member),
    )
    states = sorted(StructureClaim.objects.values_list("state", flat=True))
    assert states == [State.GRANTED, State.PROVEN]
    assert owners(alone) == 1


def test_one_link_confirmed_many_times_at_once_makes_one_owner(
    alone: Structure, cast: Cast
) -> None:
    token = token_of(alone, cast.outsider)
    results = together(*[lambda: confirm_by_mail(token=token, claimant=cast.outsider)] * 6)
    assert sum(isinstance(result, StructureClaim) for result in results) == 1
    assert owners(alone) == 1


def test_the_same_request_many_times_at_once_is_one(alone: Structure, cast: Cast) -> None:
    def act() -> StructureClaim:
        return ask_claim(structure=alone, claimant=cast.outsider, way="evidence", evidence=EVIDENCE)

    together(*[act] * 6)
    assert StructureClaim.objects.count() == 1


def test_wrong_codes_sent_at_once_all_count(alone: Structure, cast: Cast) -> None:
    claim = ask(alone, cast.outsider, "phone")
    code = draw_code(claim=claim, animator=cast.animator)
    wrong = [f"{number:06}" for number in range(8) if f"{number:06}" != code]

    def guess(said: str) -> StructureClaim:
        return prove_by_code(claim=claim, claimant=cast.outsider, code=said)

    together(*[partial(guess, said) for said in wrong])
    claim.refresh_from_db()
    assert claim.code_tries == 5
    assert isinstance(together(partial(guess, code))[0], WrongCode)
    assert owners(alone) == 0


def test_two_last_owners_do_not_leave_at_once(cast: Cast) -> None:
    add_member(structure=cast.structure, user=cast.outsider, role=Role.OWNER)
    results = together(
        lambda: leave_structure(structure=cast.structure, user=cast.publisher),
        lambda: leave_structure(structure=cast.structure, user=cast.outsider),
    )
    assert sum(isinstance(result, LastOwner) for result in results) == 1
    assert owners(cast.structure) == 1


def test_two_owners_naming_each_other_leave_one_owner(cast: Cast) -> None:
    other = add_member(structure=cast.structure, user=cast.outsider, role=Role.OWNER)
    mine = Membership.objects.get(structure=cast.structure, user=cast.publisher)
    together(
        lambda: leave_structure(structure=cast.structure, user=cast.publisher, successor=other),
        lambda: leave_structure(structure=cast.structure, user=cast.outsider, successor=mine),
    )
    assert owners(cast.structure) == 1


def test_an_invitation_accepted_at_once_by_two_lets_one_in(cast: Cast) -> None:
    invite_member(
        structure=cast.structure, by=cast.publisher, email="lea@causse.example", role=Role.EDITOR
    )
    token = token_in(sent()[0])
    people = [make_user(f"p{number}@example.org", f"Personne {number}") for number in range(4)]
    together(*[partial(accept_invitation, token=token, user=person) for person in people])
    assert Membership.objects.filter(structure=cast.structure).count() == 2


def test_readings_counted_at_once_are_all_counted(cast: Cast) -> None:
    offer = make_offer(structure=cast.structure)
    today = timezone.localdate()

    def act() -> bool:
        return count_use(public_id=offer.public_id, what="view", day=today, by_robot=False)

    together(*[act] * 8)
    assert OfferCount.objects.get().count == 8
