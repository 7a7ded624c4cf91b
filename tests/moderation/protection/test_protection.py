"""Pages that not everybody changes for a while: who, what, how long."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contributions.direct.services import publish_own_edit
from contributions.gate import BarredAct
from contributions.models import Proposal
from contributions.previews import preview
from journal.models import AuditEvent
from moderation.deciding.services import SeenVersion, accept_proposal
from moderation.errors import Refused
from moderation.models import Protection, Trust
from moderation.protection.services import lift_protection, protect
from offers.models import OfferPage
from tests.cast import Cast
from tests.contributions.making import ask, propose
from tests.factories import make_offer

Level = Protection.Level
WEEK = timedelta(days=7)


def put(target: Any, by: Any, level: str = Level.ANIMATORS, **said: Any) -> Protection:
    said = {"reason": "vandalism", "ends_at": timezone.now() + WEEK, **said}
    return protect(target=target, by=by, level=level, **said)


def accept(proposal: Proposal, by: Any) -> None:
    seen = SeenVersion(proposal.version, preview(proposal).preview_hash)
    accept_proposal(proposal=proposal, moderator=by, seen=seen)


# Who may still propose: outsider, confirmed, trusted, owner, animator, administrator
EXPECTED = {
    Level.READ_FIRST: "yes yes yes yes yes yes",
    Level.CONFIRMED: "no yes yes yes yes yes",
    Level.TRUSTED: "no no yes yes yes yes",
    Level.ANIMATORS: "no no no no yes yes",
    Level.ADMINISTRATORS: "no no no no no yes",
}


@pytest.mark.parametrize("level", Level.values)
def test_who_may_still_propose(cast: Cast, offer: OfferPage, level: str) -> None:
    put(offer, cast.administrator, level)
    Trust.objects.create(user=cast.member, territory=offer.home_territory, level=1)
    people = [cast.outsider, cast.member, cast.member, cast.publisher]
    people += [cast.animator, cast.administrator]
    for number, (person, answer) in enumerate(zip(people, EXPECTED[level].split(), strict=True)):
        if number == 2:
            Trust.objects.update(level=2)
        if answer == "yes":
            assert propose(offer, person, fee_detail=f"{number} €").author == person
        else:
            with pytest.raises(BarredAct) as barred:
                propose(offer, person, fee_detail=f"{number} €")
            assert barred.value.url == Protection.objects.get().get_absolute_url()


@pytest.mark.parametrize("level", Level.values)
def test_nothing_goes_live_unread_on_a_protected_page(
    cast: Cast, offer: OfferPage, level: str
) -> None:
    put(offer, cast.administrator, level)
    said = {"target_kind": "offer", "target": offer, "summary": "Nous avons changé cela."}
    try:
        sent = publish_own_edit(author=cast.publisher, changes={"fee_detail": "9 €"}, **said)
    except BarredAct:
        assert level in {Level.ANIMATORS, Level.ADMINISTRATORS}
    else:
        assert sent.published is None
    assert OfferPage.objects.get(pk=offer.pk).fee_detail != "9 €"


def test_a_part_protects_its_fields_only(cast: Cast, offer: OfferPage) -> None:
    put(offer, cast.animator, part="cost")
    propose(offer, cast.outsider, title="Voitures à louer")
    with pytest.raises(BarredAct, match=r".+"):
        propose(offer, cast.outsider, fee_detail="9 €")
    with pytest.raises(BarredAct):
        propose(offer, cast.outsider, title="Autos à louer", fee_detail="9 €")


def test_only_an_administrator_accepts_on_a_page_kept_for_them(
    cast: Cast, offer: OfferPage
) -> None:
    one, other = propose(offer, cast.outsider), propose(offer, cast.member, title="Autos à louer")
    put(offer, cast.animator)
    accept(one, cast.animator)
    put(offer, cast.administrator, Level.ADMINISTRATORS)
    with pytest.raises(BarredAct):
        accept(other, cast.animator)
    other.refresh_from_db()
    assert other.state == Proposal.State.PENDING
    accept(other, cast.administrator)


def test_a_merge_into_a_page_kept_for_administrators_asks_for_one(
    cast: Cast, offer: OfferPage
) -> None:
    double = make_offer(structure=cast.structure, title="Voitures, encore")
    changes = {"into": offer.public_id}
    proposal = ask(author=cast.outsider, target=double, action="merge", changes=changes)
    put(offer, cast.administrator, Level.ADMINISTRATORS)
    with pytest.raises(BarredAct):
        accept(proposal, cast.animator)
    accept(proposal, cast.administrator)


def test_it_ends_by_itself(cast: Cast, offer: OfferPage) -> None:
    protection = put(offer, cast.animator)
    now = timezone.now()
    Protection.objects.update(starts_at=now - 2 * WEEK, ends_at=now - WEEK)
    protection.refresh_from_db()
    assert not protection.is_in_force(now)
    propose(offer, cast.outsider)


def test_lifting_opens_the_page_again_once(cast: Cast, offer: OfferPage) -> None:
    protection = put(offer, cast.animator)
    for _ in range(2):
        lift_protection(protection=protection, by=cast.animator)
    propose(offer, cast.outsider)
    events = AuditEvent.objects.filter(action__startswith="protection.")
    assert list(events.values_list("action", flat=True)) == [
        "protection.placed",
        "protection.lifted",
    ]
    assert all(offer.home_territory.path == event.territory_path for event in events)


def test_a_new_one_takes_the_place_of_the_former(cast: Cast, offer: OfferPage) -> None:
    former = put(offer, cast.animator, Level.CONFIRMED)
    put(offer, cast.animator, Level.TRUSTED)
    former.refresh_from_db()
    assert former.lifted_by == cast.animator
    assert Protection.objects.standing().get().level == Level.TRUSTED


@pytest.mark.parametrize(
    ("who", "level", "days"),
    [
        ("outsider", Level.READ_FIRST, 7),
        ("publisher", Level.READ_FIRST, 7),
        ("other_animator", Level.ANIMATORS, 7),
        ("animator", Level.ADMINISTRATORS, 7),
        ("animator", Level.ANIMATORS, 31),
        ("animator", Level.ANIMATORS, None),
    ],
)
def test_it_is_for_the_animators_within_bounds(
    cast: Cast, offer: OfferPage, who: str, level: str, days: int | None
) -> None:
    ends_at = None if days is None else timezone.now() + timedelta(days=days)
    with pytest.raises(PermissionDenied):
        put(offer, getattr(cast, who), level, ends_at=ends_at)
    assert not Protection.objects.exists()


def test_an_animator_cannot_loosen_what_an_administrator_placed(
    cast: Cast, offer: OfferPage
) -> None:
    protection = put(offer, cast.administrator, ends_at=None)
    with pytest.raises(PermissionDenied):
        lift_protection(protection=protection, by=cast.animator)
    with pytest.raises(PermissionDenied):
        put(offer, cast.animator, Level.READ_FIRST)
    assert Protection.objects.standing().get() == protection


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("level", {"level": "nobody"}),
        ("reason", {"reason": "because"}),
        ("part", {"part": "the moon"}),
        ("message", {"reason": "other", "message": "  "}),
        ("message", {"message": "x" * 501}),
        ("ends_on", {"ends_at": timezone.now() - WEEK}),
    ],
)
def test_what_does_not_stand_is_refused(
    cast: Cast, offer: OfferPage, field: str, said: dict[str, Any]
) -> None:
    with pytest.raises(Refused) as refused:
        put(offer, cast.administrator, **said)
    assert refused.value.field == field
    assert not Protection.objects.exists()


def test_proposing_costs_one_query_more(
    cast: Cast, offer: OfferPage, django_assert_max_num_queries: Any
) -> None:
    from django.utils import timezone as clock

    from moderation.standing import standing_of

    with django_assert_max_num_queries(1):
        standing_of(cast.outsider, offer.home_territory, offer, at=clock.now())
