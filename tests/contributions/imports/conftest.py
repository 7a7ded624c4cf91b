"""Who imports, from where, and a folder for what they send."""

from pathlib import Path
from typing import Any

import pytest

from offers.models import Source
from tests.contributions.imports.page_making import AVEYRON, administrator_of, make_source


@pytest.fixture
def var(settings: Any, tmp_path: Path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path


@pytest.fixture
def directory(words: None, cast: Any) -> Source:
    """A source of the Aveyron."""
    return make_source()


@pytest.fixture
def odile(client: Any, cast: Any, var: Path) -> Any:
    """The client of an administrator of the Aveyron."""
    client.force_login(administrator_of(AVEYRON, "odile@example.org"))
    return client
