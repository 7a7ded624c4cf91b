"""Columns that are not named as ours: placed by a person, remembered for the next file."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from contributions.models import ImportRun
from offers.models import OfferPage, Provenance
from tests.contributions.imports.page_making import (
    act,
    csv_file,
    imported,
    jsonl,
    page,
    service,
    started,
    structure,
    upload,
)
from tests.contributions.making import form_data

State = ImportRun.State
THEIRS = {"nom": "Intitulé de l’offre", "description": "Ce que c’est", "frais": "frais_"}


def renamed(row: dict[str, Any]) -> dict[str, Any]:
    return {THEIRS.get(name, name): value for name, value in row.items()}


def columns(run: ImportRun) -> str:
    return reverse("contributions:import-columns", args=[run.uuid])


def waiting(client: Any, source: Any) -> ImportRun:
    response = upload(
        client, source, services=csv_file(renamed(service(1))), structures=jsonl(structure())
    )
    run = ImportRun.objects.latest("created_at")
    assert response.url == page(run)
    assert client.get(page(run)).url == columns(run)
    return run


def placed(client: Any, run: ImportRun, **places: str) -> dict[str, Any]:
    """The form as it is proposed, with the columns that a person places."""
    response = client.get(columns(run))
    names = {field.label: field.name for field in response.context["form"]}
    sent = form_data(response)
    return {**sent, **{names[theirs]: ours for theirs, ours in places.items()}}


PLACES = {"Intitulé de l’offre": "nom", "Ce que c’est": "description"}


def test_columns_are_placed_then_remembered(odile, directory) -> None:
    run = waiting(odile, directory)
    sent = placed(odile, run, **PLACES)
    assert odile.post(columns(run), sent).status_code == 302
    run.refresh_from_db()
    assert run.state == State.READY, run.problem
    act(odile, run, "accept")
    assert OfferPage.objects.live().get().title == "Réparer son vélo, séance 1"

    upload(odile, directory, services=csv_file(renamed(service(2))))
    again = ImportRun.objects.latest("created_at")
    assert again.state == State.READY
    act(odile, again, "accept")
    assert Provenance.objects.count() == 2


def test_what_resembles_is_proposed(odile, directory) -> None:
    run = waiting(odile, directory)
    form = odile.get(columns(run)).context["form"]
    proposed = {field.label: field.initial for field in form}
    assert proposed["frais_"] == "frais"
    assert proposed["id"] == "id"
    assert proposed["Ce que c’est"] == ""


def test_a_column_that_is_lacking_or_taken_twice_is_said(odile, directory) -> None:
    run = waiting(odile, directory)
    response = odile.post(columns(run), placed(odile, run))
    assert response.status_code == 422
    assert "nom" in response.content.decode()
    twice = {**PLACES, "code_postal": "nom"}
    response = odile.post(columns(run), placed(odile, run, **twice))
    assert response.status_code == 422
    assert "Intitulé de l’offre" in str(response.context["form"].errors)
    run.refresh_from_db()
    directory.refresh_from_db()
    assert run.state == State.WAITING
    assert directory.mapping == {}


def test_a_column_of_ours_that_does_not_exist_is_refused(odile, directory) -> None:
    run = waiting(odile, directory)
    sent = placed(odile, run, **PLACES)
    assert odile.post(columns(run), {**sent, "services-0": "live"}).status_code == 422


def test_the_step_is_skipped_when_every_column_is_known_and_can_be_opened(odile, directory) -> None:
    run = started(odile, directory, service(1, frais_precisions="5 €"))
    assert columns(run) in odile.get(page(run)).content.decode()
    sent = placed(odile, run, frais_precisions="")
    assert odile.post(columns(run), sent).status_code == 302
    act(odile, run, "accept")
    assert OfferPage.objects.live().get().fee_detail == ""
    directory.refresh_from_db()
    assert directory.mapping["services"] == {"frais_precisions": ""}


def test_choosing_as_the_mapping_does_is_forgotten_again(odile, directory) -> None:
    run = started(odile, directory, service(1, frais_precisions="5 €"))
    odile.post(columns(run), placed(odile, run, frais_precisions=""))
    odile.post(columns(run), placed(odile, run, frais_precisions="frais_precisions"))
    directory.refresh_from_db()
    assert directory.mapping["services"] == {}
    act(odile, run, "accept")
    assert OfferPage.objects.live().get().fee_detail == "5 €"


def test_columns_can_no_longer_be_changed_once_written(odile, directory) -> None:
    run = imported(odile, directory, service(1))
    assert odile.get(columns(run)).status_code == 409
    assert odile.post(columns(run), {}).status_code == 409


@pytest.mark.parametrize("name", ["rhone-services", "data-inclusion"])
def test_the_mapping_that_was_chosen_is_used(odile, directory, name) -> None:
    sent = csv_file(service(1)) if name == "data-inclusion" else _of_the_rhone()
    territory = directory.territory.pk
    upload(
        odile, None, services=sent, name="Services", territory=territory, mapping=name,
        **({"structures": jsonl(structure())} if name == "data-inclusion" else {}),
    )  # fmt: skip
    run = ImportRun.objects.get()
    assert run.options["mapping"] == name
    assert run.state in {State.READY, State.WAITING}, run.problem


def _of_the_rhone() -> SimpleUploadedFile:
    return jsonl(
        {
            "nom": "Permis de conduire",
            "presentation_resume": "La Maison propose des services",
            "adresse": "1 rue de la République",
            "commune": "Rodez",
            "code_postal": "12000",
            "thematiques": ["mobilite"],
        }
    )
