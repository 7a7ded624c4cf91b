"""What rests on locks, kept on PostgreSQL too (make services-test)."""

import pytest

from tests.journal.test_parallel import *  # noqa: F403

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("jobs", "handlers"),
]
