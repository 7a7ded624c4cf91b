"""The plugin of the tests that forbids to lock a row beside what it names."""

import pytest
from django.db import connection, transaction

from offers.models import Structure

pytestmark = pytest.mark.django_db


def test_a_lock_that_joins_is_refused() -> None:
    rows = Structure.objects.select_for_update(of=("self",)).select_related("commune")
    with transaction.atomic(), pytest.raises(AssertionError, match="lock first"):
        list(rows)


def test_a_lock_alone_and_a_join_alone_are_not() -> None:
    with transaction.atomic():
        assert list(Structure.objects.select_for_update().prefetch_related("commune")) == []
    assert list(Structure.objects.select_related("commune")) == []
    assert connection.needs_rollback is False
