"""A request of a test reads the roles of a person once, as a request of the site does.

Outside transactions that is: the one around each test does not count. Tests that count queries keep
it, and the numbers they say.
"""

import pytest
from django.db import connection

from territories import reach


@pytest.fixture(autouse=True)
def _roles_read_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if not any(name.endswith("num_queries") for name in request.fixturenames):
        monkeypatch.setattr(reach, "in_transaction", in_transaction_of_the_site)


def in_transaction_of_the_site() -> bool:
    return any(not block._from_testcase for block in connection.atomic_blocks)
