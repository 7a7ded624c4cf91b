"""Past the first offers an address says where to go on: whatever the order, it is read back."""

from dataclasses import fields, replace

import numpy as np
import pytest
from django.http import QueryDict

from search.asking import read_address
from search.engines.base import Candidates, Sort
from search.ranking import cursors

LARGEST_ID = 2**31 - 1


def after(text: str) -> int | None:
    return read_address(QueryDict(f"apres={text}")).address.after


def worst() -> Candidates:
    """Two offers that come last in any order: never checked, without a distance, worth nothing."""
    none = Candidates.none()
    nothing = {each.name: np.zeros(2, getattr(none, each.name).dtype) for each in fields(none)}
    unknown = np.full(2, np.nan)
    found = replace(none, **nothing)
    found = replace(found, km=unknown, verified=unknown, modified=unknown)
    return replace(found, offer_ids=np.array([1, LARGEST_ID]))


@pytest.mark.parametrize("sort", list(Sort))
def test_the_last_cursor_is_read_back(words, sort) -> None:
    last = cursors(worst(), sort=sort, needs_first=True).tolist()
    assert [after(str(cursor)) for cursor in last] == last


@pytest.mark.parametrize("text", ["", "-1", "1.5", "x", "²", "9" * 19, "9" * 5_000, str(2**63)])
def test_what_is_no_cursor_begins_at_the_first_offer(words, text) -> None:
    assert after(text) is None
