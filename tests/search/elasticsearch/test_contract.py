"""The same contract on a real Elasticsearch (make services-test)."""

import pytest
from django.utils import timezone

from search.engines.base import EngineError, Query
from search.engines.current import engine
from search.jobs import CHANGES_KEPT, forget_changes
from search.models import SearchChange
from tests.factories import make_offer
from tests.search.elasticsearch.serving import drop_indexes
from tests.search.test_engines import *  # noqa: F403
from tests.search.test_recount import *  # noqa: F403
from tests.search.test_search_page import *  # noqa: F403

pytestmark = [
    pytest.mark.services,
    pytest.mark.enable_socket,
    pytest.mark.django_db,
    pytest.mark.usefixtures("sayings", "server"),
]


def test_status_counts_documents(offer, server) -> None:
    server.catch_up()
    status = engine().status()
    assert status["documents"] == status["indexed"] == 1
    assert status["engine"] == "elasticsearch"


def test_an_outage_is_an_error_not_an_empty_list(offer, server) -> None:
    server.catch_up()
    drop_indexes()
    with pytest.raises(EngineError) as caught:
        server.search(Query(words=("secret",)))
    assert "secret" not in str(caught.value)


def test_changes_are_forgotten_when_nobody_needs_them(offer, server) -> None:
    later = timezone.now() + CHANGES_KEPT * 2
    make_offer()
    forget_changes(later)
    assert SearchChange.objects.count() == 2
    server.catch_up()
    forget_changes(later)
    assert SearchChange.objects.count() == 1
