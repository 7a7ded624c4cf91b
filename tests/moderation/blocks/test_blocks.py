"""People who may not do some acts for a while: who decides, what it stops, how it ends."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.privacy import erase_account
from contributions.discussion.places import at_page
from contributions.discussion.services import open_thread
from contributions.gate import BarredAct
from contributions.reporting.services import Told, file_report
from contributions.reporting.subjects import Subject
from journal.models import AuditEvent
from moderation.blocks.services import acknowledge, block_person, lift_block
from moderation.errors import Refused
from moderation.models import Block
from notifications.models import Notice
from offers.models import OfferPage
from offers.services import set_availability, verify_offer
from tests.cast import Cast, make_user
from tests.contributions.making import propose
from tests.offers.keeping.making import ask

DAY, YEAR = timedelta(days=1), timedelta(days=365)
ALL = tuple(Block.Act.values)


def put(user: Any, by: Any, territory: Any, *, days: float | None = 1, **said: Any) -> Block:
    now = timezone.now()
    ends_at = None if days is None else now + timedelta(days=days)
    said = {"acts": ALL, "reason": "spam", "ends_at": ends_at, "at": now, **said}
    return block_person(by=by, user=user, territory=territory, **said)


def report(offer: OfferPage, author: Any) -> None:
    told = Told(reason="closed", changes={}, base={}, author=author, network="192.0.2.0/24")
    file_report(subject=Subject(offer), told=told)


def talk(offer: OfferPage, author: Any) -> None:
    open_thread(author=author, place=at_page(offer), subject="Horaires", body="Est-ce ouvert ?")


def declare(offer: OfferPage, author: Any) -> None:
    set_availability(offer=offer, level="open", by=author)


def check(offer: OfferPage, author: Any) -> None:
    verify_offer(offer=offer, by=author, method="phone")


def claim(offer: OfferPage, author: Any) -> None:
    ask(offer.structure, author, "evidence")


# Each with the act that a block of it takes away.
ACTS = (
    (propose, "propose"),
    (talk, "discuss"),
    (report, "report"),
    (declare, "declare"),
    (check, "declare"),
    (claim, "claim"),
)


@pytest.mark.parametrize("blocked", ALL)
def test_it_stops_the_acts_it_names_and_no_other(
    cast: Cast, offer: OfferPage, blocked: str
) -> None:
    put(cast.outsider, cast.animator, offer.home_territory, acts=[blocked])
    for act, name in ACTS:
        if name == blocked:
            with pytest.raises(BarredAct) as barred:
                act(offer, cast.outsider)
            assert str(Block.objects.get().uuid) in barred.value.url
        else:
            act(offer, cast.outsider)


def test_it_reaches_its_territory_and_what_that_holds(cast: Cast, offer: OfferPage) -> None:
    region = offer.home_territory.parent
    put(cast.outsider, cast.administrator, region)
    with pytest.raises(BarredAct):
        propose(offer, cast.outsider)
    Block.objects.update(territory=cast.other_structure.home_territory)
    propose(offer, cast.outsider)
    Block.objects.update(territory=None)
    with pytest.raises(BarredAct):
        propose(offer, cast.outsider, title="Autos à louer")


def test_it_ends_once_its_day_came_and_the_person_read_why(cast: Cast, offer: OfferPage) -> None:
    block = put(cast.outsider, cast.animator, offer.home_territory)
    past = timezone.now() - DAY
    Block.objects.update(starts_at=past - DAY, ends_at=past)
    with pytest.raises(BarredAct):
        propose(offer, cast.outsider)
    for _ in range(2):
        acknowledge(block=block, user=cast.outsider)
    propose(offer, cast.outsider)
    assert AuditEvent.objects.filter(action="block.acknowledged").count() == 1


def test_reading_why_before_the_day_ends_nothing(cast: Cast, offer: OfferPage) -> None:
    block = put(cast.outsider, cast.animator, offer.home_territory)
    acknowledge(block=block, user=cast.outsider)
    with pytest.raises(BarredAct):
        propose(offer, cast.outsider)


def test_nobody_reads_for_another(cast: Cast, offer: OfferPage) -> None:
    block = put(cast.outsider, cast.animator, offer.home_territory)
    for who in (cast.member, cast.animator, cast.administrator):
        with pytest.raises(PermissionDenied):
            acknowledge(block=block, user=who)


def test_another_account_with_the_same_mailbox_is_blocked_too(cast: Cast, offer: OfferPage) -> None:
    put(cast.outsider, cast.administrator, None, days=None)
    erase_account(user=cast.outsider, by="self")
    again = make_user("Sam+encore@example.org", "Revenant")
    with pytest.raises(BarredAct):
        propose(offer, again)
    block = Block.objects.get()
    assert block.user is None
    assert "sam" not in block.email_hash
    acknowledge(block=block, user=again)


def test_an_address_is_blocked_before_it_has_an_account(cast: Cast, offer: OfferPage) -> None:
    put(None, cast.administrator, None, email="pub@spam.example")
    with pytest.raises(BarredAct):
        propose(offer, make_user("pub@spam.example", "Pub"))
    assert not [name for name in vars(Block.objects.get()).values() if "spam.example" in str(name)]


def test_a_mailbox_written_otherwise_is_that_of_its_account(cast: Cast, offer: OfferPage) -> None:
    block = put(None, cast.animator, offer.home_territory, email="Sam+pub@Example.org")
    assert block.user == cast.outsider
    for address in ("Gaelle+pub@example.org", "AWA+moi@example.org"):
        with pytest.raises(PermissionDenied):
            put(None, cast.animator, offer.home_territory, email=address)


def test_whose_address_it_is_is_not_told_to_who_typed_it(cast: Cast, offer: OfferPage) -> None:
    block = put(None, cast.animator, offer.home_territory, email=cast.outsider.email)
    assert block.user == cast.outsider
    assert block.user_label == ""


@pytest.mark.parametrize(
    ("who", "days"),
    [
        ("outsider", 1),
        ("publisher", 1),
        ("other_animator", 1),
        ("animator", 1.1),
        ("animator", None),
    ],
)
def test_it_is_for_the_animators_within_bounds(
    cast: Cast, offer: OfferPage, who: str, days: float | None
) -> None:
    with pytest.raises(PermissionDenied):
        put(cast.member, getattr(cast, who), offer.home_territory, days=days)
    assert not Block.objects.exists()


def test_an_animator_blocks_nobody_on_the_whole_site(cast: Cast) -> None:
    with pytest.raises(PermissionDenied):
        put(cast.outsider, cast.animator, None)


def test_the_next_block_within_a_week_is_for_an_administrator(cast: Cast, offer: OfferPage) -> None:
    put(cast.outsider, cast.animator, offer.home_territory)
    with pytest.raises(PermissionDenied):
        put(cast.outsider, cast.animator, offer.home_territory)
    put(cast.outsider, cast.administrator, offer.home_territory)


@pytest.mark.parametrize("whom", ["animator", "administrator", "other_animator"])
def test_nobody_blocks_themselves_nor_who_holds_a_role(
    cast: Cast, offer: OfferPage, whom: str
) -> None:
    with pytest.raises(PermissionDenied):
        put(getattr(cast, whom), cast.administrator, offer.home_territory)


def test_the_person_is_told_why_and_that_it_is_lifted(cast: Cast, offer: OfferPage) -> None:
    block = put(cast.outsider, cast.animator, offer.home_territory, message="Trois fois déjà.")
    notice = Notice.objects.get(recipient=cast.outsider)
    assert notice.params["message"] == "Trois fois déjà."
    assert str(block.uuid) in notice.path
    for _ in range(2):
        lift_block(block=block, by=cast.administrator)
    # Lifted within the seconds in which nothing is sent yet: nothing is told at all.
    assert not Notice.objects.filter(recipient=cast.outsider).exists()
    propose(offer, cast.outsider)


def test_another_animator_does_not_lift_it(cast: Cast, offer: OfferPage) -> None:
    block = put(cast.outsider, cast.administrator, offer.home_territory)
    for who in (cast.animator, cast.other_animator, cast.outsider):
        with pytest.raises(PermissionDenied):
            lift_block(block=block, by=who)


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("acts", {"acts": []}),
        ("acts", {"acts": ["breathe"]}),
        ("reason", {"reason": "because"}),
        ("message", {"reason": "other"}),
        ("message", {"message": "x" * 1001}),
        ("private_note", {"private_note": "x" * 1001}),
        ("ends_on", {"ends_at": timezone.now() - DAY}),
    ],
)
def test_what_does_not_stand_is_refused(
    cast: Cast, offer: OfferPage, field: str, said: dict[str, Any]
) -> None:
    with pytest.raises(Refused) as refused:
        put(cast.outsider, cast.administrator, offer.home_territory, **said)
    assert refused.value.field == field
    assert not Block.objects.exists()


def test_a_malformed_address_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused):
        put(None, cast.administrator, None, email="pas une adresse")
