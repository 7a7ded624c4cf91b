"""Pages whose words change with time alone are drawn anew when they do, not before."""

from datetime import timedelta

import pytest
from django.utils import timezone

from journal.lasting import holds_until, is_noted, noted
from offers.models import OfferPage, TemporaryNotice
from offers.publishing import refresh_public
from offers.services import set_availability, verify_offer
from territories.models import MemberRole
from tests.contributions.discussion.making import start
from tests.home.caching.visitors import read, read_anew

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
# Past each of the bounds of what a page says of time, one after the other.
LATER = (
    *(MINUTE,) * 3,
    timedelta(seconds=59),
    timedelta(minutes=55),
    *(HOUR,) * 3,
    timedelta(hours=20),
    *(DAY,) * 2,
    timedelta(days=28),
    timedelta(days=90),
    timedelta(days=300),
)


@pytest.fixture
def told(scene) -> OfferPage:
    """An offer that says when it was checked, that there is room, and two notices."""
    now, offer = timezone.now(), scene.offer
    verify_offer(offer=offer, by=None, method="structure", at=now - timedelta(seconds=30))
    for starts, ends, text in ((2 * HOUR, 2 * DAY, "Fermé"), (-HOUR, HOUR, "Travaux")):
        TemporaryNotice.objects.create(
            offer=offer,
            kind=TemporaryNotice.Kind.values[0],
            text=text,
            starts_at=now + starts,
            ends_at=now + ends,
        )
    set_availability(offer=offer, level="open", by=None)
    refresh_public(offer)
    return offer


def test_time_alone_changes_what_is_read(scene, told, time_machine) -> None:
    read_before = set()
    for later in LATER:
        for path in scene.addresses:
            read(path)
        time_machine.move_to(timezone.now() + later, tick=False)
        for path in scene.addresses:
            assert read(path).content == read_anew(path).content, (path, later)
        read_before.add(read(scene.page).content)
    assert len(read_before) > len(LATER) / 2


@pytest.mark.parametrize("text", ["Fermé", "Travaux"])
def test_a_notice_begins_and_ends_to_the_second(scene, told, time_machine, text) -> None:
    notice = TemporaryNotice.objects.get(text=text)
    for moment, shown in (
        (notice.starts_at - timedelta(seconds=1), False),
        (notice.starts_at, True),
        (notice.ends_at - timedelta(seconds=1), True),
        (notice.ends_at, False),
    ):
        if moment < timezone.now():
            continue
        time_machine.move_to(moment, tick=False)
        for _ in range(2):
            assert (text in read(scene.page).content.decode()) is shown, moment


def test_a_day_ends_at_midnight_of_the_place(
    scene, time_machine, django_assert_num_queries
) -> None:
    time_machine.move_to("2026-11-27 23:30:00+01:00", tick=False)
    read(scene.page)
    time_machine.move_to("2026-11-27 23:59:59+01:00", tick=False)
    with django_assert_num_queries(1):
        read(scene.page)
    time_machine.move_to("2026-11-28 00:00:00+01:00", tick=False)
    with pytest.raises(pytest.fail.Exception), django_assert_num_queries(1):
        read(scene.page)


def test_what_somebody_says_is_heard_until_their_role_ends(scene, time_machine) -> None:
    ends_at = timezone.now() + timedelta(minutes=20)
    start(scene.offer, scene.cast.animator)
    role = MemberRole.objects.get(user=scene.cast.animator)
    role.ends_at = ends_at
    role.save()
    for moment, shown in ((ends_at - timedelta(seconds=1), True), (ends_at, False)):
        read(scene.page)
        time_machine.move_to(moment, tick=False)
        assert ("1 discussion" in read(scene.page).content.decode()) is shown


def test_the_first_moment_counts_and_only_while_it_is_noted() -> None:
    now = timezone.now()
    holds_until(now)
    with noted(at_most=now + DAY) as lasting:
        assert is_noted()
        holds_until(now + 2 * DAY)
        assert lasting.until == now + DAY
        holds_until(now + HOUR)
        holds_until(now + 2 * HOUR)
        with noted(at_most=now + DAY):
            holds_until(now)
    assert lasting.until == now + HOUR
    assert not is_noted()
