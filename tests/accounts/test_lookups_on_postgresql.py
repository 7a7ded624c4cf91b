"""The same on PostgreSQL, where plans are kept (make services-test)."""

import pytest

from tests.accounts.test_lookups import *  # noqa: F403

pytestmark = [pytest.mark.services, pytest.mark.django_db]
