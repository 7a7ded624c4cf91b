"""Redis dies and comes back: pages go on, what is limited is refused, nothing written is lost."""

from collections.abc import Callable
from uuid import uuid4

import pytest

from tests.cast import PASSWORD
from tests.contributions.making import propose
from tests.contributions.reporting.making import shown
from tests.faults.rounds import ROUNDS
from tests.faults.servers import OwnServer
from tests.faults.traffic import Traffic
from tests.moderation.live.processes import ear
from tests.processes.browser import Answer
from tests.processes.making import Town
from tests.processes.running import until
from tests.websocket import Closed, Refused, cookie_of

pytestmark = [pytest.mark.services, pytest.mark.enable_socket]


def test_without_redis_pages_cost_more_and_nothing_else(
    here: Town, redis: OwnServer, traffic: Callable[[], Traffic], looked_through
) -> None:
    said = {"reason": "hours", "text": "", "email": "", "act": "send", "shown": shown(here.offer)}
    report = f"/offres/{here.offer.public_id}/signaler/"
    with traffic() as seen:
        for _round in range(ROUNDS):
            seen.goes_on()
            with seen.breaking(), redis.down("kill"):
                seen.writes_on()
                assert here.visitor().post(report, said).status == 429
                assert sign_in(here).status == 429
            seen.goes_on()
    looked_through("Redis: kill, then start", seen)
    assert set(seen.whole) | set(seen.broken) == {200}, seen.said
    assert not seen.refused
    assert sign_in(here).status == 302
    hears_again(here)


def sign_in(here: Town) -> Answer:
    return here.visitor().sign_in(here.cast.publisher.email, PASSWORD)


def hears_again(here: Town) -> None:
    proposal = propose(here.offer, here.cast.outsider, accessibility=f"Entendu {uuid4().hex}")
    cookie = cookie_of(here.cast.administrator)
    animator, item = here.browser_of(here.cast.animator), f"/moderation/{proposal.uuid}/"
    token = animator.form(item).data["csrfmiddlewaretoken"]

    def heard() -> bool:
        try:
            with ear(here.site.sockets_port, cookie, timeout=3) as queue:
                for act in ("prendre", "laisser"):
                    animator.post(f"{item}{act}/", {"csrfmiddlewaretoken": token})
                while queue.hear().get("id") != str(proposal.uuid):
                    pass
                return True
        except (Closed, Refused, OSError):
            return False

    until(heard, "no hint comes any more")
