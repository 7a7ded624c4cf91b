"""The same suggestions on PostgreSQL (make services-test)."""

import pytest

from tests.search.test_suggest import *  # noqa: F403

pytestmark = [pytest.mark.services, pytest.mark.django_db]
