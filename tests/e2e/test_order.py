"""The order of offers on the judged queries, on the demo that everybody starts."""

import json

import pytest

from tests.e2e.conftest import Site
from tests.source import ROOT

pytestmark = pytest.mark.e2e

JUDGED = ROOT / "search" / "data" / "judged.jsonl"
# Floors only move up.
LEAST_NDCG = 0.8
MOST_UNANSWERED = 0.01


def test_the_measured_floors_hold(site: Site) -> None:
    measures = json.loads(site.manage("evaluate_search", str(JUDGED), "--json").splitlines()[-1])
    assert measures["judged"] >= 120
    assert measures["ndcg_at_10"] >= LEAST_NDCG
    assert measures["zero_rate"] <= MOST_UNANSWERED
