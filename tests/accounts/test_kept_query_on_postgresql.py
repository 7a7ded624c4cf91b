"""The same on PostgreSQL, where the server binds the values (make services-test)."""

import pytest

from tests.accounts.test_kept_query import *  # noqa: F403

pytestmark = [pytest.mark.services, pytest.mark.django_db]
