"""The same on PostgreSQL, where the server binds the values (make services-test)."""

import pytest
from django.db import connection

from accounts.plans import MOST_PLANS
from tests.accounts.test_kept_query import *  # noqa: F403

pytestmark = [pytest.mark.services, pytest.mark.django_db]


def test_a_connection_keeps_the_plans_of_all_that_it_serves() -> None:
    connection.ensure_connection()
    assert connection.connection.prepared_max == MOST_PLANS
