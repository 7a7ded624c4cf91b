"""The risk of a change comes from what it changes, by a table."""

from typing import Any

import pytest

from contributions.models import Proposal
from contributions.risk import _table, assess
from contributions.targets import kind_named
from offers.schema import OFFER_FIELDS

Risk = Proposal.Risk
BASE: dict[str, Any] = {
    **dict.fromkeys(OFFER_FIELDS, ""),
    "title": "Location de voitures",
    "what": '<p>Voir <a href="https://garage.example/a">le site</a>. Ne pas appeler le soir.</p>',
    "documents": ["Permis"],
    "needs": ["a"],
    "engage_person": [],
    "engage_worker": [{"uuid": "1", "mode": "link", "value": "https://www.garage.example/"}],
}


def risk(**changes: Any) -> tuple[int, list[str]]:
    found = assess(BASE, {**BASE, **changes}, schema=OFFER_FIELDS, has_hidden_address=False)
    return found.level, found.reasons


@pytest.mark.parametrize(
    "changes",
    [
        {"opening_hours": "Mo-Fr 09:00-12:00"},
        {"documents": ["Carte d'identité"]},
        {"title": "Locations de voitures"},
    ],
)
def test_low(changes: dict[str, Any]) -> None:
    assert risk(**changes)[0] == Risk.LOW


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "Location de vélos et de scooters électriques pour tous"},
        {"title": "Location de 3 voitures"},
        {"title": "Location sans voitures"},
        {"fee": "gratuit"},
        {"needs": ["b"]},
        {"contact_phone": "+33565000000"},
        {"contact_email": "x@y.example"},
        {"coverage": ["everywhere"]},
        {"street_address": "1 rue Neuve"},
        {"website": "https://garage.example/autre-page"},
        {"what": BASE["what"].replace("Ne pas appeler", "Appeler")},
        {"what": BASE["what"].replace("garage.example/a", "garage.example/b")},
    ],
)
def test_medium(changes: dict[str, Any]) -> None:
    assert risk(**changes)[0] == Risk.MEDIUM


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"website": "https://ailleurs.example"}, "new_domain"),
        ({"what": BASE["what"].replace("garage.example", "garage.example.evil")}, "new_domain"),
        ({"summary": "Allez sur www.ailleurs.example"}, "new_domain"),
        ({"fee_detail": "Envoyez votre RIB"}, "payment"),
        ({"fee_detail": "FR76 3000 6000 0112 3456 7890 189"}, "payment"),
        ({"what": "<p>En cas d’OQTF, venez.</p>"}, "rights"),
    ],
)
def test_high(changes: dict[str, Any], reason: str) -> None:
    level, reasons = risk(**changes)
    assert level == Risk.HIGH
    assert reason in reasons


def test_a_field_the_table_does_not_name_is_high(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(_table().levels, "title")
    assert risk(title="Location de voiture") == (Risk.HIGH, ["unknown_field"])


def test_anything_on_a_page_with_a_protected_address_is_high() -> None:
    after = {**BASE, "opening_hours": "Mo 09:00-12:00"}
    found = assess(BASE, after, schema=OFFER_FIELDS, has_hidden_address=True)
    assert (found.level, found.reasons) == (Risk.HIGH, ["hidden_address"])


def test_every_proposable_field_is_named_in_the_table() -> None:
    schemas = [kind_named(target).schema for target in Proposal.Target.values]
    assert set(_table().levels) == {name for schema in schemas for name in schema}
