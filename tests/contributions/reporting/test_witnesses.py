"""Who says the same, and the small doubt in searches: two networks in 14 days, or an animator."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contributions.limits.networks import CONNECTION, NEIGHBOURS, digest, network_of
from contributions.models import Doubt, Report, Signal, SignalKey
from contributions.reporting.jobs import forget
from contributions.reporting.settling import answer_report, confirm_report, dismiss_report
from offers.models import Need, OfferPage
from search.criteria import Criteria
from search.explaining import why
from search.query import search
from search.ranking import DOUBT
from territories.models import Territory
from tests.contributions.reporting.making import told
from tests.factories import CAR, make_offer

HERE, THERE = "198.51.100.0/24", "203.0.113.0/24"


def is_doubted(offer: OfferPage, *, in_days: float = 0) -> bool:
    at = timezone.now() + timedelta(days=in_days)
    return Doubt.objects.filter(pk=offer.pk, until__gt=at).exists()


def criteria() -> Criteria:
    place = Territory.objects.get(uid="fr:commune:12202")
    return Criteria(needs=[Need.objects.get(code=CAR)], place=place)


# Networks


@pytest.mark.parametrize(
    ("address", "other", "is_same"),
    [
        ("198.51.100.7", "198.51.100.250", True),
        ("198.51.100.7", "198.51.101.7", False),
        ("2001:db8:1:2::7", "2001:db8:1:ffff::9", True),
        ("2001:db8:1::7", "2001:db8:2::7", False),
        ("::ffff:198.51.100.7", "198.51.100.9", True),
        ("not an address", "", True),
    ],
)
def test_neighbours_are_one_network(address, other, is_same) -> None:
    both = {network_of(one, sizes=NEIGHBOURS) for one in (address, other)}
    assert (len(both) == 1) is is_same


def test_a_connection_is_narrower_than_its_neighbours() -> None:
    assert network_of("198.51.100.7", sizes=CONNECTION) == "198.51.100.7/32"
    assert network_of("2001:db8:1:2::7", sizes=CONNECTION) == "2001:db8:1:2::/64"


def test_the_same_network_has_another_name_on_another_page(offer) -> None:
    other = make_offer(title="Un autre garage")
    told(offer)
    told(other)
    assert len(set(Signal.objects.values_list("digest", flat=True))) == 2
    assert digest(HERE, key=b"a") != digest(HERE, key=b"b")


# The doubt


def test_one_network_says_what_it_likes(offer) -> None:
    for reason in Report.Reason.values:
        told(offer, reason=reason, network=HERE)
    assert not is_doubted(offer)


@pytest.mark.parametrize("reasons", [("hours", "hours"), ("hours", "closed")])
def test_two_networks_make_a_doubt_of_14_days(offer, reasons) -> None:
    for reason, network in zip(reasons, (HERE, THERE), strict=True):
        told(offer, reason=reason, network=network)
    assert is_doubted(offer, in_days=13.9)
    assert not is_doubted(offer, in_days=14.1)


def test_fourteen_days_apart_they_are_forgotten(offer) -> None:
    now = timezone.now()
    told(offer, network=HERE, at=now - timedelta(days=14))
    told(offer, network=THERE, at=now)
    assert not is_doubted(offer)
    assert Signal.objects.count() == 1


def test_machines_make_no_doubt(offer) -> None:
    for network in (HERE, THERE):
        told(offer, network=network, is_suspect=True)
    assert not is_doubted(offer)
    assert not Signal.objects.exists()
    told(offer, network=HERE)
    assert Report.objects.filter(is_suspect=False).count() == 1
    assert not is_doubted(offer)


def test_an_animator_makes_one_alone_until_the_end(offer, cast) -> None:
    report = told(offer)
    confirm_report(report=report, by=cast.animator)
    assert is_doubted(offer, in_days=60)
    report.refresh_from_db()
    assert report.state == "confirmed"
    confirm_report(report=report, by=cast.animator)
    answer_report(report=report, by=cast.animator, answer="C'est corrigé, merci.")
    assert not Doubt.objects.exists()


def test_a_doubt_goes_with_the_reports_that_bear_it(offer, cast) -> None:
    first = told(offer, reason="hours", network=HERE)
    second = told(offer, reason="closed", network=THERE)
    third = told(offer, reason="moved", network="192.0.2.0/24")
    for report, still in ((first, True), (second, False), (third, False)):
        dismiss_report(report=report, by=cast.animator, why="still_right")
        assert is_doubted(offer) is still


def test_a_structure_is_reported_without_doubt(cast) -> None:
    for network in (HERE, THERE):
        told(cast.structure, network=network)
    assert not Doubt.objects.exists()
    assert Report.objects.get().witnesses == 2


# The order


def test_what_is_doubted_stands_lower_says_so_and_is_still_there(offer) -> None:
    twin = make_offer(structure=offer.structure, title="Location de voitures à petit prix, bis")
    before = {hit.offer_id: hit.score for hit in search(criteria()).hits}
    for network in (HERE, THERE):
        told(offer, network=network)
    hits = search(criteria()).hits
    assert [hit.offer_id for hit in hits] == [twin.pk, offer.pk]
    lost = before[offer.pk] - hits[1].score
    assert 0 < lost <= DOUBT + 1e-6
    assert "signalé récemment" in why(hits[1], criteria(), {})
    assert "signalé" not in why(hits[0], criteria(), {})


def test_the_order_comes_back_when_it_is_settled(offer, cast) -> None:
    before = [hit.score for hit in search(criteria()).hits]
    report = told(offer)
    confirm_report(report=report, by=cast.animator)
    assert search(criteria()).hits[0].is_doubted
    dismiss_report(report=report, by=cast.animator, why="still_right")
    assert [hit.score for hit in search(criteria()).hits] == before


# Forgetting


def test_keys_and_hashes_go_after_14_days_and_doubts_when_over(offer) -> None:
    now = timezone.now()
    for network in (HERE, THERE):
        told(offer, network=network, at=now)
    forget(now + timedelta(days=13, hours=23))
    assert SignalKey.objects.count() == 1
    assert Signal.objects.count() == 2
    forget(now + timedelta(days=14))
    assert not SignalKey.objects.exists()
    assert not Signal.objects.exists()
    assert not Doubt.objects.exists()
    assert Report.objects.count() == 1
