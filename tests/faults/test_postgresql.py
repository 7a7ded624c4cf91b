"""PostgreSQL is restarted, or killed and recovers: a clear 503 meanwhile, and the processes of the
site go on by themselves."""

import time
from collections.abc import Callable
from functools import partial

import pytest

from config.postgresql.base import ASKED_EVERY
from tests.faults.rounds import ROUNDS
from tests.faults.servers import OwnServer
from tests.faults.traffic import Traffic
from tests.moderation.live.processes import ear
from tests.processes.making import Town
from tests.processes.running import until
from tests.websocket import cookie_of

pytestmark = [pytest.mark.services, pytest.mark.enable_socket]


def told_to_wait(seen: Traffic, most: int) -> bool:
    return seen.broken[503] >= most


@pytest.mark.parametrize("fall", ["stop", "kill"])
def test_the_site_waits_for_postgresql_and_goes_on(
    here: Town, postgres: OwnServer, traffic: Callable[[], Traffic], looked_through, fall: str
) -> None:
    processes = {name: one.pid for name, one in here.site.running.items()}
    serving = here.site.serving
    with traffic() as seen:
        for _round in range(ROUNDS):
            seen.goes_on()
            with seen.breaking():
                with postgres.down(fall):
                    told = seen.broken[503] + 10
                    until(partial(told_to_wait, seen, told), "nobody is told to wait")
                # A connection is asked whether it is there once in so long.
                time.sleep(ASKED_EVERY)
            seen.goes_on()
    looked_through(f"PostgreSQL: {fall}, then start", seen)
    assert set(seen.whole) == {200}, seen.said
    assert not set(seen.broken) - {200, 503}, seen.said
    assert processes == {name: one.pid for name, one in here.site.running.items()}
    assert serving == here.site.serving
    with ear(here.site.sockets_port, cookie_of(here.cast.administrator)):
        pass
