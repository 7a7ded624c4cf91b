"""The same contract and the same pages on PostgreSQL (make services-test)."""

import pytest

from tests.search.test_engines import *  # noqa: F403
from tests.search.test_recount import *  # noqa: F403
from tests.search.test_search_page import *  # noqa: F403
from tests.search.test_spelling import fresh_words, test_the_words_of_the_index_are_known  # noqa: F401

pytestmark = [pytest.mark.services, pytest.mark.django_db, pytest.mark.usefixtures("sayings")]
