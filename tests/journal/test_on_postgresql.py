"""What rests on the database, kept on PostgreSQL too (make services-test)."""

import pytest

from tests.journal.test_clock import *  # noqa: F403
from tests.journal.test_outbox import *  # noqa: F403
from tests.journal.test_record import *  # noqa: F403
from tests.journal.test_seals import *  # noqa: F403

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db,
    pytest.mark.usefixtures("jobs", "handlers"),
]
