"""A few ways to say things: the router built from them is ready at once."""

import pytest

from offers.models import Expression, Need
from tests.factories import CAR, SHELTER

SAYINGS = (
    (CAR, "pas de voiture"),
    (CAR, "je n'ai pas de voiture pour aller travailler"),
    (CAR, "ma voiture est morte et il m'en faut une"),
    ("mobilite--preparer-un-permis", "passer le permis pour aller travailler"),
    (SHELTER, "mon mari me frappe"),
    (None, "météo de demain"),
)


@pytest.fixture
def sayings(words) -> None:
    for code, text in SAYINGS:
        need = Need.objects.get(code=code) if code else None
        Expression.objects.create(need=need, text=text, status=Expression.Status.ACCEPTED)
