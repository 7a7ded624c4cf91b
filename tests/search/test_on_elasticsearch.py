"""The same contract on a real Elasticsearch (make services-test)."""

import pytest
from django.conf import settings as site

from search.engines.base import EngineError, Query
from search.engines.current import engine
from tests.search.serving import served_by
from tests.search.test_engines import *  # noqa: F403
from tests.search.test_recount import *  # noqa: F403
from tests.search.test_search_page import *  # noqa: F403

pytestmark = [
    pytest.mark.services,
    pytest.mark.enable_socket,
    pytest.mark.django_db,
    pytest.mark.usefixtures("sayings", "server"),
]


@pytest.fixture
def server(db, settings, monkeypatch):
    assert site.REAL_ELASTICSEARCH_NODES, "make services-test gives ELASTICSEARCH_URL"
    with served_by(settings, monkeypatch, site.REAL_ELASTICSEARCH_NODES) as server:
        yield server


def test_status_counts_documents(offer, server) -> None:
    server.catch_up()
    status = engine().status()
    assert status["documents"] == status["indexed"] == 1
    assert status["engine"] == "elasticsearch"


def test_an_outage_is_an_error_not_an_empty_list(offer, server) -> None:
    from tests.search.serving import drop_indexes

    drop_indexes()
    with pytest.raises(EngineError) as caught:
        super(type(server), server).search(Query(words=("secret",)))
    assert "secret" not in str(caught.value)
