"""The same contract and the same pages on PostgreSQL (make services-test)."""

import pytest

from tests.search.test_engines import *  # noqa: F403
from tests.search.test_search_page import *  # noqa: F403

pytestmark = [pytest.mark.services, pytest.mark.django_db, pytest.mark.usefixtures("sayings")]
