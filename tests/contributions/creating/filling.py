"""Filling in the four screens as a browser without a script does."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from contributions.creating import limiting
from contributions.models import Draft
from tests.contributions.making import form_data
from tests.factories import CAR

START = "/ajouter-une-offre/"
RODEZ = "fr:commune:12202"
PROBLEM = {"title": "Prêt de vélos", "needs": [CAR], "commune": "Rodez"}
SERVICE = {"structure_name": "Les Cyclistes du Causse", "structure": "new", "what": "On prête."}
PLACE = {
    "reception_modes": ["en-presentiel"],
    "commune": "Rodez",
    "reach": "department",
    "person_phone": "05 36 49 00 12",
}


@pytest.fixture
def patient(monkeypatch) -> None:
    """Whoever fills in the first screen took their time."""
    monkeypatch.setattr(limiting, "FASTEST_SECONDS", 0)


def begin(client: Client, **typed: Any) -> Draft:
    """Open the first screen and send it: the draft that is begun."""
    response = client.post(START, {**filled(client.get(START)), **PROBLEM, **typed})
    assert response.status_code == 303, response.content.decode()
    return Draft.objects.latest("pk")


def filled(page: Any) -> dict[str, Any]:
    """What the screen would send untouched, without the buttons."""
    return form_data(page)


def address(draft: Draft, code: str = "besoin") -> str:
    return reverse("contributions:creating", args=[draft.uuid, code])


def fill(client: Client, draft: Draft, code: str, **typed: Any) -> Any:
    """Open a screen of the draft, type, press the button."""
    return client.post(address(draft, code), {**filled(client.get(address(draft, code))), **typed})


def write(client: Client, **typed: Any) -> Draft:
    """A draft that can be sent."""
    draft = begin(client)
    assert fill(client, draft, "service", **SERVICE).status_code == 303
    assert fill(client, draft, "lieu", **{**PLACE, **typed}).status_code == 303
    return draft
