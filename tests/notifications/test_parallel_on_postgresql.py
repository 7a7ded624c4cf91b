"""What rests on locks, kept on PostgreSQL too (make services-test)."""

import pytest

from tests.notifications.test_parallel import *  # noqa: F403

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
