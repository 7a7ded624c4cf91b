"""The same contract on PostgreSQL, where batches are copied in (make services-test)."""

import pytest

from tests.offers.test_integrity import *  # noqa: F403
from tests.offers.test_publish_many import *  # noqa: F403
from tests.offers.test_rows import *  # noqa: F403

pytestmark = [pytest.mark.services, pytest.mark.django_db]
