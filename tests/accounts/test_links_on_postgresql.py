"""One link, many hands at once: the act happens once (make services-test)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from accounts.links import LinkRefused, make_link, use_link

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

HANDS = 8


def test_a_link_used_by_many_at_once_serves_one():
    token = make_link("upkeep", None, None, timedelta(hours=1))
    together = Barrier(HANDS)

    def use(_hand: int) -> bool:
        try:
            together.wait(timeout=30)
            use_link(token, "upkeep")
        except LinkRefused:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(HANDS) as pool:
        assert sorted(pool.map(use, range(HANDS))) == [False] * (HANDS - 1) + [True]
