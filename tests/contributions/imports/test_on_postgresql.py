"""The same imports on PostgreSQL (make services-test)."""

import pytest

from tests.contributions.imports.test_complete import *  # noqa: F403
from tests.contributions.imports.test_disputes import *  # noqa: F403
from tests.contributions.imports.test_import import *  # noqa: F403
from tests.contributions.imports.test_people import *  # noqa: F403
from tests.contributions.imports.test_sheltering import *  # noqa: F403
from tests.contributions.imports.test_undo import *  # noqa: F403
from tests.contributions.imports.test_undo_and_people import *  # noqa: F403
from tests.contributions.imports.test_undo_and_runs import *  # noqa: F403

pytestmark = [pytest.mark.services, pytest.mark.django_db]
