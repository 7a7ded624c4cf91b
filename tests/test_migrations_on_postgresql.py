"""Indexes made beside people, on a real PostgreSQL (make services-test)."""

import pytest

from tests.test_migrations import test_indexes_are_made_and_dropped_on_every_database  # noqa: F401

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
