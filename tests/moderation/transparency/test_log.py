"""The log of a month: what is public already, act by act; the rest, counted."""

import csv
import io
import json
from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from journal.models import AuditSeal
from moderation.transparency.counts import counts
from moderation.transparency.log import acts_on_pages, entries
from moderation.transparency.periods import Period
from offers.models import PublicOffer
from offers.publishing import archive_offer
from search.unmet.places import Places
from territories.models import Territory
from tests.contributions.making import propose
from tests.moderation.test_decide import accept
from tests.moderation.transparency.making import (
    AVEYRON,
    RHONE,
    accepted,
    at,
    event,
    hide_address,
    path_of,
    refused,
)

MARCH = Period.of_month(date(2026, 3, 1))
LOG = "moderation:log"


@pytest.fixture
def april():
    """Events of March are over."""
    with time_machine.travel(at(20, month=4), tick=False):
        yield


def counted(uid: str = "") -> list:
    place = Territory.objects.get(uid=uid) if uid else None
    return counts(MARCH, place=place, places=Places.on(MARCH.end))


def acts(path: str = "") -> list:
    return entries(acts_on_pages(MARCH, path=path))


def test_an_acceptance_names_its_page_and_nobody(client, offer, cast, april):
    accepted(uuid4(), at(5), offer=offer)
    entry = acts()[0]
    row = PublicOffer.objects.get(pk=offer.pk)
    assert (entry.title, entry.url, entry.day) == (
        row.title,
        row.get_absolute_url(),
        date(2026, 3, 5),
    )
    page = client.get(reverse(LOG), {"mois": "2026-03"}).content.decode()
    assert row.get_absolute_url() in page
    for user in (cast.animator, cast.outsider, cast.publisher):
        assert user.display_name not in page


def test_a_protected_page_is_not_named(client, offer, april):
    hide_address(offer)
    accepted(uuid4(), at(5), offer=offer)
    entry = acts()[0]
    assert (entry.title, entry.url, entry.fields) == ("", "", ())
    for name in (LOG, "moderation:log-json"):
        shown = client.get(reverse(name), {"mois": "2026-03"}).content.decode()
        assert offer.title not in shown
        assert offer.public_id not in shown


def test_a_page_that_left_is_not_named(offer):
    accepted(uuid4(), at(5), offer=offer)
    archive_offer(offer=offer, actor=None)
    assert acts()[0].title == ""


def test_a_territory_holds_its_own(offer):
    accepted(uuid4(), at(5), offer=offer)
    accepted(uuid4(), at(6), offer=offer, place=RHONE)
    assert [entry.day.day for entry in acts()] == [6, 5]
    assert [entry.day.day for entry in acts(path_of(RHONE))] == [6]


def test_what_leaves_no_trace_is_counted_from_k_on(places):
    for number in range(7):
        refused(number, at(3), "outdated" if number else "promotion")
    for number in range(4):
        event("discussion.hidden", at(3), subject=str(number), reason="insult")
    found = counted()
    assert [(one.measure.code, one.total, one.reasons) for one in found] == [("refused", 7, {})]
    assert counted(RHONE) == []


def refusals(uid: str = "") -> int | None:
    return next((one.total for one in counted(uid) if one.measure.code == "refused"), None)


def test_a_country_less_its_departments_tells_of_nobody(places):
    """Seven in the country and six in one department are one in another."""
    for number in range(6):
        refused(number, at(3))
    refused(6, at(3), place=RHONE)
    assert [refusals(uid) for uid in ("", "fr", AVEYRON, RHONE)] == [7, 7, None, None]
    for number in range(10, 20):
        refused(number, at(3), place=RHONE)
    assert [refusals(uid) for uid in ("fr", AVEYRON, RHONE)] == [17, 6, 11]


def test_a_region_less_its_departments_tells_of_nobody(places):
    """What is decided by the region itself has no line of its own."""
    region = Territory.objects.get(uid=AVEYRON).parent
    for number in range(6):
        refused(number, at(3))
    for number in range(10, 13):
        refused(number, at(3), place=region.uid)
    for number in range(20, 24):
        refused(number, at(3), place=RHONE)
    assert [refusals(uid) for uid in ("fr", AVEYRON, region.uid)] == [13, 6, None]


def test_a_region_all_of_whose_departments_are_told_is_told(places):
    region = Territory.objects.get(uid=AVEYRON).parent
    for number in range(6):
        refused(number, at(3))
    assert [refusals(uid) for uid in ("fr", AVEYRON, region.uid)] == [6, 6, 6]


def test_reasons_are_those_of_a_country(places):
    for number in range(6):
        refused(number, at(3))
    assert [one.reasons for one in counted("fr")] == [{"outdated": 6}]
    assert [one.reasons for one in counted(AVEYRON)] == [{}]


def test_the_running_month_counts_nothing(client, places, april):
    for number in range(7):
        refused(number, at(3, month=4))
    told = json.loads(client.get(reverse("moderation:log-json")).content)
    assert told["counts"] == []
    assert told["first_day"] == "2026-04-01"


def test_files_say_what_the_page_says(client, offer, april):
    accepted(uuid4(), at(5), offer=offer)
    asked = {"mois": "2026-03"}
    text = b"".join(client.get(reverse("moderation:log-csv"), asked).streaming_content).decode()
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    told = json.loads(client.get(reverse("moderation:log-json"), asked).content)
    assert rows[0]["title"] == told["acts"][0]["title"]
    assert rows[0]["day"] == "2026-03-05"
    assert rows[0]["address"].startswith("http")


def test_a_formula_in_a_title_does_not_run(client, offer, april):
    PublicOffer.objects.filter(pk=offer.pk).update(title="=HYPERLINK(1)")
    accepted(uuid4(), at(5), offer=offer)
    answer = client.get(reverse("moderation:log-csv"), {"mois": "2026-03"})
    assert "'=HYPERLINK" in b"".join(answer.streaming_content).decode()


def test_what_animators_do_comes_into_the_log(client, offer, cast):
    accept(propose(offer, cast.outsider, title="Voitures à louer"), cast.animator)
    page = client.get(reverse(LOG)).content.decode()
    assert "Voitures à louer" in page


def test_all_seals_can_be_kept(client, places):
    AuditSeal.objects.create(
        number=1, day=date(2026, 3, 1), last_event=3, count=3, digest="ab" * 32
    )
    text = b"".join(client.get(reverse("moderation:seals")).streaming_content).decode()
    assert "1;2026-03-01;" + "ab" * 32 in text
    assert "ab" * 32 in client.get(reverse("moderation:figures")).content.decode()


@pytest.mark.parametrize("size", [1, 40])
def test_the_log_costs_the_same_whatever_its_length(
    client, offer, april, size, django_assert_max_num_queries
):
    for number in range(size):
        accepted(uuid4(), at(5), offer=offer)
        refused(number, at(6))
    client.get(reverse(LOG), {"mois": "2026-03"})
    with django_assert_max_num_queries(10):
        client.get(reverse(LOG), {"mois": "2026-03"})
