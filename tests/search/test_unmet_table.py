"""The public table: its numbers, what it hides, and what it costs."""

import csv
import io
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from offers.models import Availability, Need, PublicOffer
from search.models import SearchCount
from search.unmet.demand import K, Period
from search.unmet.open_data import COLUMNS
from search.unmet.places import Places
from search.unmet.supply import Supply
from search.unmet.table import Chosen, Row, table
from territories.models import Territory
from tests.examples import tries
from tests.factories import CAR, make_offer, make_structure

SHARED = HealthCheck.function_scoped_fixture

pytestmark = pytest.mark.usefixtures("words")

PAGE, FILE = "/besoins/sans-reponse/", "/besoins/sans-reponse.csv"
AVEYRON, RHONE = "fr:department:12", "fr:department:69"
LICENCE, MOBILITY = "mobilite--preparer-un-permis", "mobilite"
CATEGORY = Chosen(place=AVEYRON, category=MOBILITY)
LAST_WEEK = Period.before(timezone.localdate()).last - timedelta(days=6)
PAGE_QUERIES = 8


def path_of(uid: str) -> str:
    return Territory.objects.get(uid=uid).path


def searched(
    number: int, *, need: str = CAR, place: str = AVEYRON, rung: str = "all", week: date = LAST_WEEK
) -> None:
    SearchCount.objects.create(
        need_code=need, rung=rung, territory_path=path_of(place), week=week, searches=number
    )


def row_of(code: str = CAR, place: str = AVEYRON, chosen: Chosen = CATEGORY) -> Row:
    rows = table(chosen, at=timezone.now()).rows
    return next(row for row in rows if (row.need.code, row.place.uid) == (code, place))


def lines(client: Any, **chosen: str) -> list[dict[str, str]]:
    body = b"".join(client.get(FILE, chosen).streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body), delimiter=";"))


# Searches


def test_the_share_is_of_searches_that_left_the_department() -> None:
    for rung in ("all", "some_words", "wider", "department", "region", "anywhere", "none"):
        searched(2, rung=rung)
    demand = row_of().demand
    assert (demand.searches, demand.share) == (14, 43)


def test_the_weeks_are_thirteen_whole_ones() -> None:
    period = Period.before(date(2026, 11, 26))
    assert (period.first, period.last) == (date(2026, 8, 24), date(2026, 11, 22))
    assert Period.before(date(2026, 11, 22)).last == date(2026, 11, 15)


def test_other_weeks_do_not_count() -> None:
    searched(50, week=LAST_WEEK + timedelta(weeks=1))
    searched(50, week=LAST_WEEK - timedelta(weeks=13))
    assert row_of().demand is None
    searched(50, week=LAST_WEEK - timedelta(weeks=12))
    assert row_of().demand.searches == 50


def test_searches_of_a_region_or_of_no_place_are_in_no_department() -> None:
    searched(50, place="fr:region:76")
    SearchCount.objects.create(need_code=CAR, rung="none", week=LAST_WEEK, searches=50)
    assert all(row.demand is None for row in table(Chosen(), at=timezone.now()).rows)


def test_a_replaced_need_counts_for_the_one_that_stands() -> None:
    old = Need.objects.create(code="mobilite--ancien", replaced_by=Need.objects.get(code=CAR))
    searched(3, need=old.code, rung="none")
    searched(3)
    assert (row_of().demand.searches, row_of().demand.share) == (6, 50)


def test_a_region_without_departments_stands_for_itself() -> None:
    places = Places.on(timezone.localdate())
    levels = {place.uid: place.level for place in places.departments}
    assert levels["be:region:BRU" if "be:region:BRU" in levels else _brussels()] == "region"
    assert levels[AVEYRON] == "department"
    assert "fr:region:76" not in levels
    assert sum(len(group.departments) for group in places.groups()) == len(places.departments)


def _brussels() -> str:
    return Territory.objects.get(level="region", name__startswith="Bruxelles").uid


# Offers


def test_offers_are_those_that_stand_there_or_serve_it() -> None:
    structure = make_structure()
    lyon = {"commune": "fr:commune:69123", "latitude": None, "longitude": None}
    make_offer(structure=structure, title="À Rodez")
    make_offer(structure=structure, title="Sert la région", coverage=["fr:region:76"], **lyon)
    make_offer(
        structure=structure, title="Partout", coverage=["fr:department:48", "everywhere"], **lyon
    )
    make_offer(structure=structure, title="Ailleurs", coverage=[RHONE], **lyon)
    make_offer(structure=structure, title="Autre besoin", needs=[LICENCE])
    assert row_of().supply.offers == 3
    assert row_of(place=RHONE, chosen=Chosen(category=MOBILITY)).supply.offers == 3
    creuse = row_of(place="fr:department:23", chosen=Chosen(category=MOBILITY))
    assert creuse.supply.offers == 1


def test_a_category_counts_each_offer_once() -> None:
    make_offer(needs=[CAR, LICENCE])
    assert [row_of(code).supply.offers for code in (MOBILITY, CAR, LICENCE)] == [1, 1, 1]


def test_an_offer_off_the_site_is_not_counted() -> None:
    offer = make_offer()
    PublicOffer.objects.filter(pk=offer.pk).update(state="gone")
    assert row_of().supply.offers == 0


@pytest.mark.parametrize(
    ("level", "expires", "full"),
    [("full", None, 1), ("full", 1, 1), ("full", -1, 0), ("waiting", None, 0)],
)
def test_full_is_believed_until_it_expires(level, expires, full) -> None:
    expires_at = expires and timezone.now() + timedelta(days=expires)
    Availability.objects.create(offer=make_offer(), level=level, expires_at=expires_at)
    assert row_of().supply == Supply(offers=1, full=full, never_checked=1)


@pytest.mark.parametrize(("days", "stale"), [(179, 0), (180, 1), (900, 1)])
def test_stale_is_what_the_cards_call_so(days, stale) -> None:
    offer = make_offer()
    checked = timezone.now() - timedelta(days=days, minutes=1)
    PublicOffer.objects.filter(pk=offer.pk).update(verified_at=checked)
    assert row_of().supply == Supply(offers=1, stale=stale)


# What is hidden


@pytest.mark.parametrize("number", range(K))
def test_under_k_nothing_is_said(client, number) -> None:
    searched(number, rung="none")
    assert row_of().demand is None
    page = client.get(PAGE, {"territoire": AVEYRON}).content.decode()
    assert "fewer than 5" in page or "moins de 5" in page
    [line] = [line for line in lines(client, territoire=AVEYRON) if line["need"] == CAR]
    assert (line["searches"], line["share_without_answer"]) == ("", "")


def test_from_k_on_it_is(client) -> None:
    searched(K, rung="none")
    [line] = [line for line in lines(client, territoire=AVEYRON) if line["need"] == CAR]
    assert (line["searches"], line["share_without_answer"]) == ("5", "100")


few = st.dictionaries(
    st.tuples(st.integers(0, 5), st.sampled_from(["all", "region", "none"])),
    st.integers(0, K - 1),
    max_size=8,
)


@settings(
    max_examples=tries(8),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(few, few)
def test_what_is_below_k_changes_nothing_at_all(client, one, other) -> None:
    """Neither a number, nor a row, nor an order tells 0 from K - 1: in the page and in the file."""
    codes = list(Need.objects.filter(category__code=MOBILITY).values_list("code", flat=True))
    seen = []
    for counts in (one, other):
        SearchCount.objects.all().delete()
        searched(40, need=LICENCE, rung="none")
        left = dict.fromkeys(codes, K - 1)
        for (at, rung), number in counts.items():
            code = codes[at % len(codes)]
            if code != LICENCE and number <= left[code]:
                left[code] -= number
                searched(number, need=code, rung=rung)
        chosen = {"territoire": AVEYRON, "categorie": MOBILITY}
        file = b"".join(client.get(FILE, chosen).streaming_content)
        seen.append((client.get(PAGE, chosen).content, file))
    assert seen[0] == seen[1]


# Order, filters, pages


def test_the_largest_share_comes_first_then_the_most_searched() -> None:
    searched(10, need=CAR, rung="none")
    searched(30, need=LICENCE, rung="none")
    searched(90, need=MOBILITY, rung="all")
    rows = table(CATEGORY, at=timezone.now()).rows
    assert [row.need.code for row in rows[:3]] == [LICENCE, CAR, MOBILITY]
    assert all(row.demand is None for row in rows[3:])


@pytest.mark.parametrize(
    ("place", "departments"), [(AVEYRON, 1), ("fr:region:76", 13), ("be", 11), ("xx:none", None)]
)
def test_a_territory_narrows(place, departments) -> None:
    found = table(Chosen(place=place, category=MOBILITY), at=timezone.now())
    shown = {row.place.uid for row in found.rows}
    assert len(shown) == (departments or len(found.places.departments))


@pytest.mark.parametrize(
    "query",
    [
        {"territoire": "\x00"}, {"territoire": "x" * 5000}, {"categorie": "' OR 1=1"},
        {"categorie": CAR}, {"page": "99999"}, {"page": "-1"}, {"page": "x"},
    ],
)  # fmt: skip
def test_any_address_gives_a_page(client, query) -> None:
    assert client.get(PAGE, query).status_code == 200
    assert client.get(FILE, query).status_code == 200


def test_pages_keep_the_choice(client) -> None:
    page = client.get(PAGE, {"territoire": "fr:region:76"})
    assert len(page.context["rows"]) == 50
    assert "territoire=fr%3Aregion%3A76&amp;page=2" in page.content.decode()
    assert page.context["csv_url"] == f"{FILE}?territoire=fr%3Aregion%3A76"


def test_only_reading(client) -> None:
    for url in (PAGE, FILE):
        assert client.post(url).status_code == 405


def test_a_need_of_that_name_is_not_hidden() -> None:
    assert not Need.objects.filter(code="sans-reponse").exists()


def test_the_page_explains_itself_and_is_linked(client) -> None:
    page = client.get(PAGE).content.decode()
    assert "<caption>" in page
    assert page.count('scope="col"') == 8
    assert f'href="{PAGE}"' in client.get("/besoins/").content.decode()
    assert len(page.encode()) < 100_000


# The file


def test_the_file_is_for_spreadsheets_and_programs(client) -> None:
    response = client.get(FILE)
    body = b"".join(response.streaming_content)
    assert body.startswith(b"\xef\xbb\xbfneed;")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    assert body.decode("utf-8-sig").splitlines()[0].split(";") == list(COLUMNS)


def test_page_and_file_say_the_same(client) -> None:
    searched(12, rung="none")
    make_offer()
    rows = client.get(PAGE, {"territoire": AVEYRON, "categorie": MOBILITY}).context["rows"]
    said = lines(client, territoire=AVEYRON, categorie=MOBILITY)
    assert len(rows) == len(said)
    for row, line in zip(rows, said, strict=True):
        demand = (str(row.demand.searches), str(row.demand.share)) if row.demand else ("", "")
        assert (line["searches"], line["share_without_answer"]) == demand
        numbers = [line[name] for name in ("offers", "full", "stale", "never_checked")]
        assert numbers == [str(number) for number in row.supply]


@pytest.mark.parametrize("label", ["=1+1", "+33", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_no_label_becomes_a_formula(client, label) -> None:
    Need.objects.filter(code=CAR).update(labels={"fr": label, "en": label})
    cells = {line["need_label"] for line in lines(client, territoire=AVEYRON, categorie=MOBILITY)}
    assert f"'{label}" in cells


# Cost


@pytest.mark.parametrize("size", [1, 6])
def test_the_table_costs_the_same_whatever_it_holds(
    client, size, django_assert_num_queries
) -> None:
    structure = make_structure()
    for number in range(size):
        make_offer(structure=structure, title=f"Location {number}", coverage=["fr"])
    codes = Need.objects.current().values_list("code", flat=True)[:size]
    for code, uid in zip(codes, [AVEYRON, RHONE] * size, strict=False):
        searched(9, need=code, place=uid, rung="none")
    client.get(PAGE)
    cache.clear()
    with django_assert_num_queries(PAGE_QUERIES):
        client.get(PAGE)
    cache.clear()
    with django_assert_num_queries(PAGE_QUERIES):
        b"".join(client.get(FILE).streaming_content)
