"""One site for all the tests of this folder, its processes real; what they say is shown with a
failure."""

from collections.abc import Iterator

import pytest
from django.conf import settings

from tests.processes.databases import Server, looking_at
from tests.processes.making import Town, template_of_the_tests, town

# Of the Redis that the suite runs on: the other tests empty the first.
REDIS_DATABASE = 7


@pytest.fixture(scope="session")
def _town(
    django_db_setup: None, django_db_blocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Town]:
    server = Server.of_the_tests()
    assert settings.REDIS_URL, "make services-test gives REDIS_URL"
    redis = f"{settings.REDIS_URL.rpartition('/')[0]}/{REDIS_DATABASE}"
    folder = tmp_path_factory.mktemp("town")
    template = template_of_the_tests()
    with town(server, redis, folder, django_db_blocker, template=template) as found:
        yield found


@pytest.fixture
def here(
    _town: Town, transactional_db: None, django_db_blocker, request: pytest.FixtureRequest
) -> Iterator[Town]:
    """The site, Django of this process looking at its database. (pytest-django only makes the
    database of the tests, from which it is copied, when a test asks for it.)"""
    with looking_at(_town.server, _town.database, django_db_blocker):
        yield _town
    request.node.add_report_section("teardown", "the site", _town.site.logs)
