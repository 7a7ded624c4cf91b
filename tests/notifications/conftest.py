from pathlib import Path

import pytest

from accounts.models import User
from notifications import kinds


@pytest.fixture
def person(db) -> User:
    return User.objects.create_user(email="claire@example.org", display_name="Claire")


@pytest.fixture
def told(settings, monkeypatch) -> str:
    """A kind of notice made for the tests."""
    settings.TEMPLATES = [
        {**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], _TEMPLATES]}
    ]
    settings.SITE_URL = "https://maillage.example"
    monkeypatch.setattr(kinds, "_kinds", {})
    kinds.register("told", subject="told.subject.txt", template="told.txt")
    return "told"


_TEMPLATES = Path(__file__).parent / "templates"
