"""Sentences nothing was understood in, and reports: what is kept, how long, and what never is."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from journal.clock import run_due
from offers.models import Need
from search.counting import count_once
from search.models import NotUnderstood, SearchCount, UnmetReport, UnmetText
from search.places import Rung
from search.query import Criteria, Found
from search.routing.router import Routing
from search.unmet import remembering
from search.unmet.remembering import (
    forget_old,
    normalised,
    record_report,
    remember_not_understood,
    take_away,
)
from territories.models import Territory
from tests.factories import CAR, make_offer

pytestmark = pytest.mark.usefixtures("words")

TODAY = date(2026, 11, 25)
SAID = "je cherche quelqu'un pour accorder un clavecin"


def see(text: str = SAID, *, days: int = 1, on: date = TODAY, is_emergency: bool = False) -> None:
    for day in range(days):
        remember_not_understood(text, on=on + timedelta(days=day), is_emergency=is_emergency)


def all_rows() -> str:
    """Everything the tables of unmet needs hold, as text."""
    found = []
    for model in (NotUnderstood, UnmetReport, UnmetText, SearchCount):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {model._meta.db_table}")  # noqa: S608 our own tables
            found += cursor.fetchall()
    return repr(found)


# Sentences


def test_a_sentence_seen_on_two_days_is_written_nowhere() -> None:
    see(days=2)
    assert NotUnderstood.objects.get().days == 2
    assert "clavecin" not in all_rows()
    assert not NotUnderstood.objects.telling()


def test_on_the_third_day_animators_read_it() -> None:
    see("  Je cherche QUELQU'UN  pour accorder\nun clavecin !! ")
    see(days=1, on=TODAY + timedelta(days=4))
    see(days=1, on=TODAY + timedelta(days=9))
    [row] = NotUnderstood.objects.telling()
    assert (row.text, row.days) == (SAID, 3)
    assert (row.first_seen, row.last_seen) == (TODAY, TODAY + timedelta(days=9))


def test_a_day_counts_once_however_often_it_is_typed() -> None:
    for _ in range(5):
        see()
    assert NotUnderstood.objects.get().days == 1


def test_a_day_that_comes_late_does_not_count_back() -> None:
    see(on=TODAY)
    see(on=TODAY - timedelta(days=1))
    assert NotUnderstood.objects.get().days == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "??",
        "x" * 201,
        "accorder un clavecin à Rodez",
        "accorder un clavecin 06 12 34 56 78",
        "je m'appelle Oriane et je cherche un clavecin",
        "clavecin chez lea@exemple.fr",
        "clavecin 12 rue de la République",
    ],
)
def test_what_could_lead_to_somebody_leaves_no_row(text) -> None:
    see(text, days=4)
    assert not NotUnderstood.objects.exists()


def test_a_safety_rule_leaves_no_row() -> None:
    see(days=4, is_emergency=True)
    assert not NotUnderstood.objects.exists()


def test_an_emergency_adds_no_day_to_what_was_seen_before() -> None:
    see(days=2)
    see(on=TODAY + timedelta(days=2), is_emergency=True)
    assert NotUnderstood.objects.get().days == 2


def test_a_flood_stops(monkeypatch) -> None:
    monkeypatch.setattr(remembering, "MOST_NEW_A_DAY", 3)
    for number in "abcdefgh":
        see(f"un instrument de sorte {number}")
    assert NotUnderstood.objects.count() == 3


def test_the_digest_depends_on_the_secret(settings) -> None:
    see()
    settings.SECRET_KEY = "another secret key, as long as it must be"
    see()
    assert NotUnderstood.objects.count() == 2


def test_what_is_taken_away_does_not_come_back() -> None:
    see(days=3)
    take_away(NotUnderstood.objects.get())
    see(days=3, on=TODAY + timedelta(days=3))
    assert not NotUnderstood.objects.telling()
    assert "clavecin" not in all_rows()


@pytest.mark.parametrize("fields", [{"days": 2}, {"days": 5, "is_taken_away": True}])
def test_the_database_refuses_a_text_too_soon(fields) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        NotUnderstood.objects.create(
            digest="d", text=SAID, first_seen=TODAY, last_seen=TODAY, **fields
        )


def test_normalised() -> None:
    assert normalised("  Un  E\u0301TE\u0301\u00a0!? ") == "un été"


# From a search


def found(text: str = SAID, **changes: Any) -> Found:
    criteria = Criteria(text=text, **{"needs": (), "routing": Routing(), **changes})
    return Found(criteria, Rung.NONE)


def test_a_search_in_which_nothing_is_understood_is_remembered_once() -> None:
    for _ in range(2):
        count_once(found(), token="t", on=TODAY)
    assert NotUnderstood.objects.get().days == 1
    assert SearchCount.objects.get().need_code == ""


@pytest.mark.parametrize("token", ["", "t"])
def test_an_emergency_is_counted_but_not_remembered(token) -> None:
    count_once(found(), token=token, on=TODAY, is_emergency=True)
    assert not NotUnderstood.objects.exists()
    assert SearchCount.objects.count() == len(token)


def test_what_was_understood_is_not_remembered(sayings) -> None:
    need = Need.objects.get(code=CAR)
    for number, changes in enumerate(({"needs": (need,)}, {"routing": Routing(is_name=True)})):
        count_once(found(**changes), token=f"t{number}", on=TODAY)
    assert not NotUnderstood.objects.exists()


def test_words_met_in_an_offer_of_another_need_are_no_answer(client, sayings) -> None:
    make_offer(title="Voiture sans permis", needs=["logement-hebergement--louer-un-logement"])
    form = {"probleme": "pas de voiture", "lieu": "Rodez"}
    page = client.get(client.post("/recherche/", form)["Location"])
    assert "Voiture sans permis" in page.content.decode()
    count = SearchCount.objects.get()
    assert (count.need_code, count.rung) == (CAR, "none")


# Reports


def test_a_report_counts_for_each_need_in_the_department_of_the_place() -> None:
    needs = list(Need.objects.filter(code__in=[CAR, "mobilite--preparer-un-permis"]))
    rodez = Territory.objects.get(uid="fr:commune:12202")
    for _ in range(2):
        record_report(text="  plus de bus après 18 h ", needs=needs, place=rodez, on=TODAY)
    counts = UnmetReport.objects.values_list("need_code", "territory_path", "week", "reports")
    aveyron = Territory.objects.get(uid="fr:department:12")
    monday = date(2026, 11, 23)
    assert set(counts) == {(need.code, aveyron.path, monday, 2) for need in needs}
    text = UnmetText.objects.first()
    assert (text.text, text.territory, text.told_on) == ("plus de bus après 18 h", aveyron, TODAY)
    assert set(text.need_codes) == {need.code for need in needs}


def test_a_report_without_text_need_or_place_is_a_count() -> None:
    record_report(text="", needs=[], place=None, on=TODAY)
    assert UnmetReport.objects.get().need_code == ""
    assert not UnmetText.objects.exists()


@pytest.mark.parametrize("text", ["06 12 34 56 78", "  lea@exemple.fr  ", " "])
def test_a_text_of_personal_data_only_is_not_kept(text) -> None:
    record_report(text=text, needs=[], place=None, on=TODAY)
    assert UnmetReport.objects.get().reports == 1
    assert not UnmetText.objects.exists()


def test_a_report_keeps_no_personal_data() -> None:
    text = "plus de bus à Rodez, appelez Oriane Delmas au 06 12 34 56 78"
    record_report(text=text, needs=[], place=None, on=TODAY)
    assert UnmetText.objects.get().text == "plus de bus à […], appelez […] au […]"


def test_a_safety_rule_leaves_the_count_only() -> None:
    record_report(text="il me frappe", needs=[], place=None, on=TODAY, is_emergency=True)
    assert UnmetReport.objects.get().reports == 1
    assert not UnmetText.objects.exists()


# Retention


@pytest.mark.parametrize(("days", "stays"), [(30, True), (31, False)])
def test_texts_are_forgotten_after_thirty_days(days, stays) -> None:
    see()
    record_report(text="plus de bus", needs=[], place=None, on=TODAY)
    forget_old(TODAY + timedelta(days=days))
    assert NotUnderstood.objects.exists() == UnmetText.objects.exists() == stays
    assert UnmetReport.objects.exists()


def test_being_seen_again_keeps_a_sentence() -> None:
    see()
    see(on=TODAY + timedelta(days=20))
    forget_old(TODAY + timedelta(days=45))
    assert NotUnderstood.objects.exists()


def test_the_clock_forgets_every_day() -> None:
    today = timezone.localdate()
    see(on=today - timedelta(days=31))
    record_report(text="plus de bus", needs=[], place=None, on=today - timedelta(days=31))
    assert "search.forget_texts" in run_due().ran
    assert not NotUnderstood.objects.exists()
    assert not UnmetText.objects.exists()
