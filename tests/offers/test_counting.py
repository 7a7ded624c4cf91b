"""Readings and uses of contacts: counted by day, once a person, robots apart."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse
from django.utils import timezone

from offers.counting import count_use, is_robot, uses
from offers.models import OfferCount, OfferPage
from offers.publishing import archive_offer

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
URL = reverse("offers:count")


def tell(client, offer: OfferPage, what: str = "view", **headers: str):
    sent = {"User-Agent": BROWSER, **headers}
    return client.post(URL, {"offre": offer.public_id, "quoi": what}, headers=sent)


def count_of(what: str = "view") -> tuple[int, int]:
    row = OfferCount.objects.get(what=what)
    return row.count, row.by_robots


def test_a_reading_and_a_call_are_counted(client, offer: OfferPage) -> None:
    assert tell(client, offer).status_code == 204
    assert tell(client, offer, "phone").status_code == 204
    assert (count_of(), count_of("phone")) == ((1, 0), (1, 0))
    found = uses([offer.pk], day=timezone.localdate())[offer.pk]
    assert (found.views, found.contacts) == (1, 1)


def test_the_same_person_counts_once_a_day_and_leaves_no_trace(client, offer: OfferPage) -> None:
    for _reading in range(3):
        assert tell(client, offer).status_code == 204
    assert count_of() == (1, 0)
    assert "127.0.0.1" not in str(cache.__dict__)
    fields = {field.name for field in OfferCount._meta.get_fields()}
    assert fields == {"id", "offer", "day", "what", "count", "by_robots"}


def test_another_address_counts(client, offer: OfferPage) -> None:
    tell(client, offer)
    client.post(
        URL,
        {"offre": offer.public_id, "quoi": "view"},
        headers={"User-Agent": BROWSER},
        REMOTE_ADDR="192.0.2.7",
    )
    assert count_of() == (2, 0)


@pytest.mark.parametrize(
    ("agent", "robot"),
    [
        (BROWSER, False),
        ("", True),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", True),
        ("Mozilla/5.0 HeadlessChrome/140.0", True),
        ("curl/8.1", True),
        ("Mozilla/5.0 (Linux; Android 15; CUBOT) Mobile Safari/537.36", False),
    ],
)
def test_robots_that_say_so_are_counted_apart(
    client, offer: OfferPage, agent: str, robot: bool
) -> None:
    assert is_robot(agent) == robot
    tell(client, offer, **{"User-Agent": agent})
    assert count_of() == ((0, 1) if robot else (1, 0))
    assert bool(uses([offer.pk], day=timezone.localdate())[offer.pk].views) != robot


def test_no_cookie_is_given(client, offer: OfferPage) -> None:
    assert not tell(client, offer).cookies


def test_another_site_cannot_count(client, offer: OfferPage) -> None:
    assert tell(client, offer, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert OfferCount.objects.count() == 0


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({}, 422),
        ({"offre": "zzzzzzzz", "quoi": "view"}, 404),
        ({"offre": "22222222", "quoi": "<script>"}, 422),
        ({"offre": "x" * 500, "quoi": "view"}, 422),
        ({"offre": "2222\x0022", "quoi": "view"}, 422),
    ],
)
def test_bad_input_counts_nothing(client, offer, said: dict[str, str], status: int) -> None:
    assert client.post(URL, said, headers={"User-Agent": BROWSER}).status_code == status
    assert OfferCount.objects.count() == 0


def test_reading_the_address_does_nothing(client, db) -> None:
    assert client.get(URL).status_code == 405


def test_a_page_off_the_site_is_not_counted(client, offer: OfferPage) -> None:
    archive_offer(offer=offer, actor=None)
    assert tell(client, offer).status_code == 404


def test_only_the_last_thirty_days_are_summed(offer: OfferPage) -> None:
    today = timezone.localdate()
    for days in (0, 29, 30, 90):
        day = today - timedelta(days=days)
        count_use(public_id=offer.public_id, what="view", day=day, by_robot=False)
    assert uses([offer.pk], day=today)[offer.pk].views == 2


def test_the_page_carries_the_counter_and_nothing_personal(client, offer: OfferPage) -> None:
    text = client.get(offer.public.get_absolute_url()).content.decode()
    assert "js/counts.js" in text
