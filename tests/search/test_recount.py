"""The counts of the index against those of SQL: the check says when they differ."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from offers.models import PublicOffer
from search.columns import current
from search.engines.base import Inside
from search.filters import Facet, Filters
from search.models import SearchDocument
from search.recount import Question, answered, checked, recounted
from tests.factories import CAR, REMOTE, make_offer

pytestmark = pytest.mark.usefixtures("words")

LICENCE = "mobilite--preparer-un-permis"
AVEYRON = Inside("fr/76/12/", ("fr:department:12", "fr:region:76", "fr"))
LYON = {
    "commune": "fr:commune:69123",
    "latitude": 45.76,
    "longitude": 4.83,
    "postal_code": "69001",
    "coverage": ["fr:department:69"],
}


@pytest.fixture
def some_offers() -> list[int]:
    """For some, for everyone, said or not; free or not; here, elsewhere, at a distance."""
    return [
        make_offer(**changes).pk
        for changes in (
            {"audiences": ["femmes", "jeunes"], "fee": "gratuit", "fee_detail": ""},
            {"audiences": [], "languages_spoken": ["ar", "fr"], "needs": [CAR, LICENCE]},
            {"audiences": ["tous-publics"], "service_types": ["accompagnement", "atelier"]},
            {"audiences": ["femmes"], "needs": [CAR, LICENCE], **LYON},
            REMOTE,
        )
    ]


def check(questions: int = 12) -> str:
    out = StringIO()
    call_command("search_index", "check", counts=questions, stdout=out)
    return out.getvalue().splitlines()[-1]


def test_sql_counts_as_a_person_would(some_offers) -> None:
    counted = recounted(Question(CAR, AVEYRON))
    assert counted.total == 4
    assert counted.counts == {
        Facet.FEE: {"gratuit": 1, "payant": 3},
        Facet.AUDIENCE: {"femmes": 3, "jeunes": 3, "demandeurs-emploi": 3},
        Facet.SERVICE_TYPE: {"accompagnement": 1, "aide-materielle": 3, "atelier": 1},
        Facet.MODE: {"a-distance": 1, "en-presentiel": 3},
        Facet.LANGUAGE: {"ar": 1, "fr": 4},
    }
    filters = Filters({Facet.FEE: ("payant",), Facet.AUDIENCE: ("jeunes",)})
    narrowed = recounted(Question("mobilite", AVEYRON, filters))
    assert narrowed.total == 2
    assert narrowed.counts[Facet.FEE] == {"gratuit": 1, "payant": 2}
    assert narrowed.counts[Facet.AUDIENCE] == {"demandeurs-emploi": 3}
    assert narrowed.counts[Facet.LANGUAGE] == {"ar": 1, "fr": 2}


def test_the_index_counts_as_sql(some_offers) -> None:
    checks = list(checked(200))
    assert len(checks) == 400
    assert all(each.agrees for each in checks)
    assert sum(each.sql.total for each in checks if each.question.filters) >= 20
    assert len({facet for each in checks for facet in each.question.filters.chosen}) >= 4
    assert check().endswith(" 0 differ")


def test_a_document_that_tells_otherwise_is_seen(some_offers) -> None:
    """What no version tells: the document of an offer holds another fee."""
    document = SearchDocument.objects.get(pk=some_offers[0])
    document.facts["fee"] = "payant"
    document.save()
    current.forget()
    with pytest.raises(CommandError, match=r"[1-9]\d* differ.*rebuild"):
        check()


def test_columns_that_missed_a_change_are_seen(some_offers) -> None:
    assert answered(Question(CAR)).total == 5
    offer = PublicOffer.objects.get(pk=some_offers[1])
    PublicOffer.objects.filter(pk=offer.pk).update(
        data=json.loads(json.dumps(offer.data).replace("payant", "gratuit"))
    )
    with pytest.raises(CommandError, match="differ"):
        check()


def test_nothing_is_counted_unless_asked(some_offers) -> None:
    assert check(0).startswith("missing: 0")
