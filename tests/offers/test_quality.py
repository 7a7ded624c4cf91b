"""The ten criteria, against the package that defines them, and what each advice is about."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from data_inclusion.schema.v1 import score_qualite
from data_inclusion.schema.v1.services import Service
from hypothesis import given
from hypothesis import strategies as st

from offers.publishing import empty_fields
from offers.quality import quality
from offers.schema import OFFER_FIELDS
from tests.factories import offer_fields

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
LONG = "<p>" + "Nous prêtons des voitures révisées et assurées. " * 6 + "</p>"
# Ours and theirs, by what both call the same thing.
SAME = {
    "address": "adresse_bien_definie",
    "engage": "modes_mobilisation_bien_definis",
    "audiences": "au_moins_un_public",
    "needs": "au_moins_une_thematique",
    "contact": "au_moins_un_moyen_de_contact",
    "fee": "frais_bien_definis",
    "description": "description_bien_definie",
    "phone": "telephone_bien_defini",
}


def fields(**changes: Any) -> dict[str, Any]:
    texts = dict.fromkeys(("for_whom", "how_it_goes", "what_next", "access_conditions"), "")
    more = {"contact_phone": "", "contact_email": "", **texts}
    return {**more, **offer_fields(summary="", what=LONG), "engage_worker": [], **changes}


def theirs(said: dict[str, Any]) -> dict[str, float | None]:
    """The package's own verdict on what an export would say of the page."""
    modes = {"phone": "telephoner", "mail": "envoyer-un-courriel", "come": "se-presenter"}
    rows = said["engage_person"]
    phone = next((row["value"] for row in rows if row["mode"] == "phone"), None)
    service = Service.model_construct(
        description=said["what"].removeprefix("<p>").removesuffix("</p>"),
        frais=said["fee"] or None,
        frais_precisions=said["fee_detail"] or None,
        publics=said["audiences"] or None,
        thematiques=said["needs"] or None,
        modes_accueil=said["reception_modes"] or None,
        modes_mobilisation=[modes[row["mode"]] for row in rows] or None,
        mobilisable_par=["usagers"] if rows else None,
        adresse=said["street_address"] or None,
        telephone=said["contact_phone"] or phone or None,
        courriel=said["contact_email"] or None,
        lien_mobilisation=None,
        date_maj=NOW.date(),
        source="maillage",
    )
    return {name: getattr(score_qualite, name)(service) for name in SAME.values()}


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"street_address": ""},
        {"reception_modes": ["a-distance"], "street_address": ""},
        {"reception_modes": ["a-distance"], "engage_person": [{"mode": "come", "value": ""}]},
        {"engage_person": []},
        {"audiences": []},
        {"needs": []},
        {"fee": "", "fee_detail": ""},
        {"fee_detail": ""},
        {"fee": "gratuit", "fee_detail": ""},
        {"what": "<p>Une voiture.</p>"},
        {"what": "<p>" + "Une voiture à prix doux. " * 4 + "</p>"},
        {"what": "<p>" + "Une voiture à prix doux. " * 100 + "</p>"},
        {"engage_person": [{"mode": "phone", "value": ""}]},
        {"engage_person": [{"mode": "phone", "value": ""}], "contact_phone": "+33536490012"},
    ],
)
def test_each_criterion_agrees_with_the_package(changes: dict[str, Any]) -> None:
    said = fields(**changes)
    found = quality(said, at=NOW, changed_at=NOW)
    ours = {one.code: one.value for one in found.criteria}
    expected = theirs(said)
    if said["engage_person"] == [{"mode": "phone", "value": ""}] and not said["contact_phone"]:
        # An empty row invites to call without a number: only the phone criterion says so here.
        expected["au_moins_un_moyen_de_contact"] = 1.0
    assert {code: ours.get(code) for code in SAME} == {
        code: expected[name] for code, name in SAME.items()
    }


def test_a_full_page_has_nothing_to_mend() -> None:
    found = quality(fields(), at=NOW, changed_at=NOW)
    assert (found.percent, found.to_mend) == (100, [])


def test_what_is_missing_comes_first_and_says_where_to_mend_it() -> None:
    found = quality(fields(audiences=[], fee_detail=""), at=NOW, changed_at=NOW)
    assert [(one.code, one.field) for one in found.to_mend] == [
        ("audiences", "audiences"),
        ("fee", "fee"),
    ]
    assert all(str(one.advice) for one in found.to_mend)
    assert not any(str(one.advice) for one in found.criteria if one.value == 1)


@pytest.mark.parametrize(("days", "value"), [(0, 1.0), (183, 1.0), (457, 0.5), (731, 0), (2000, 0)])
def test_a_page_grows_old_from_six_months_to_two_years(days: int, value: float) -> None:
    found = quality(fields(), at=NOW, changed_at=NOW - timedelta(days=days))
    assert {one.code: one.value for one in found.criteria}["date"] == pytest.approx(value)


@given(st.sets(st.sampled_from(sorted(OFFER_FIELDS))))
def test_a_field_that_is_not_given_is_not_asked_and_breaks_nothing(gone: set[str]) -> None:
    said = {name: value for name, value in empty_fields().items() if name not in gone}
    found = quality(said, at=NOW, changed_at=None)
    assert 0 <= found.score <= 1
    assert not {one.field for one in found.criteria} & gone


def test_an_empty_page_has_nearly_all_to_mend() -> None:
    found = quality(empty_fields(), at=NOW, changed_at=None)
    assert found.percent < 30
    assert {one.field for one in found.to_mend} >= {"what", "needs", "audiences", "fee"}


def test_a_shelter_is_not_asked_for_its_address() -> None:
    found = quality(fields(street_address=""), at=NOW, changed_at=NOW, hides_address=True)
    assert "address" not in {one.code for one in found.criteria}
    assert found.percent == 100
