"""What would be taken away, shown before anything is done."""

from typing import Any

import pytest
from django.db.models import QuerySet

from moderation.erasing.looking import look
from moderation.erasing.passages import needle_of
from moderation.erasing.subjects import of_page, the_site
from offers.models import OfferPage
from tests.moderation.erasing.conftest import NAME


@pytest.mark.parametrize("everywhere", [False, True])
def test_looking_locks_nothing(
    monkeypatch: pytest.MonkeyPatch, named_offer: OfferPage, everywhere: bool
) -> None:
    """A page that only looks has no transaction in which a lock could be held."""

    def refuse(*args: Any, **said: Any) -> None:
        raise AssertionError("nothing is locked to look at it")

    monkeypatch.setattr(QuerySet, "select_for_update", refuse)
    subject = the_site() if everywhere else of_page(named_offer)
    found = look(needle_of([NAME]), subject)
    assert named_offer.title in {title for title, _field in found.fields}
