"""The same suggestions on PostgreSQL (make services-test)."""

import pytest

from tests.search.suggesting.test_address import *  # noqa: F403
from tests.search.suggesting.test_expressions import *  # noqa: F403
from tests.search.suggesting.test_needs import *  # noqa: F403
from tests.search.suggesting.test_offers import *  # noqa: F403
from tests.search.suggesting.test_structures import *  # noqa: F403
from tests.search.suggesting.test_together import *  # noqa: F403
from tests.search.suggesting.test_typed import *  # noqa: F403

pytestmark = [pytest.mark.services, pytest.mark.django_db]
