import pytest
from django.conf import settings as site

from tests.search.elasticsearch.serving import served_by


@pytest.fixture
def server(db, settings, monkeypatch):
    """The real one, in front of the test database, with an empty index."""
    assert all(site.REAL_ELASTICSEARCH_NODES), "make services-test gives ELASTICSEARCH_URL"
    with served_by(settings, monkeypatch, site.REAL_ELASTICSEARCH_NODES) as server:
        yield server
