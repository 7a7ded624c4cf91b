"""C7, S8: sockets in one process, decisions in another, Redis between them, all real."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from channels.layers import get_channel_layer
from channels_redis.core import RedisChannelLayer
from django.conf import settings
from django.utils import timezone

from contributions.models import Proposal
from moderation.claims.services import claim, release
from moderation.deciding.services import SeenVersion, accept_proposal, refuse_proposal
from moderation.live import carrier
from moderation.live.consumers import NOT_ALLOWED
from moderation.models import Claim
from territories.models import MemberRole
from territories.services import revoke_role
from tests.at_once import need_postgresql
from tests.cast import Cast, make_cast
from tests.contributions.making import propose
from tests.factories import make_offer
from tests.moderation.live.processes import SECONDS, Browser, Redis, ear, running, until
from tests.websocket import Closed, Refused, WebSocket, cookie_of

pytestmark = [
    pytest.mark.services,
    pytest.mark.enable_socket,
    pytest.mark.django_db(transaction=True),
]
# Ended by the server, politely or not.
CUT = (Closed, ConnectionError)


@pytest.fixture(autouse=True)
def _connections_end() -> Iterator[None]:
    """Those to Redis of the thread that carries the hints of this process."""
    yield
    loop = carrier._carrier._loop
    if loop is not None and loop.is_running():
        layer = get_channel_layer()._layers.get(loop)
        if layer is not None:
            asyncio.run_coroutine_threadsafe(layer.flush(), loop).result(SECONDS)


@pytest.fixture
def cast(transactional_db: None, words: None) -> Cast:
    need_postgresql()
    assert settings.REDIS_URL, "make services-test gives REDIS_URL"
    return make_cast()


@pytest.fixture
def proposal(cast: Cast) -> Proposal:
    offer = make_offer(structure=cast.structure, author=cast.publisher)
    return propose(offer, cast.outsider, title="Voitures à louer")


@pytest.fixture
def sockets(proposal: Proposal) -> Iterator[int]:
    """The port of a process that holds the sockets and nothing else."""
    with running("sockets", redis=settings.REDIS_URL) as port:
        yield port


@pytest.fixture
def redis() -> Iterator[Redis]:
    found = Redis()
    found.start()
    yield found
    found.kill()


def hints(socket: WebSocket, what: str) -> Any:
    """The next hint of this kind."""
    while (said := socket.hear())["what"] != what:
        pass
    return said


def ending(socket: WebSocket) -> int:
    """The code with which it is closed, whatever it hears before."""
    try:
        while True:
            socket.hear()
    except Closed as closed:
        return closed.code


def test_what_one_process_decides_is_heard_in_another(cast, proposal, sockets) -> None:
    said = {"id": str(proposal.uuid), "version": 1}
    with (
        ear(sockets, cookie_of(cast.animator)) as here,
        ear(sockets, cookie_of(cast.administrator)) as above,
        ear(sockets, cookie_of(cast.other_animator)) as elsewhere,
    ):
        claim(proposal=proposal, user=cast.administrator)
        assert hints(here, "claim") == {"what": "claim", **said}
        release(proposal=proposal, user=cast.administrator)
        assert hints(here, "claim") == {"what": "claim", **said}
        seen = SeenVersion.of(proposal)
        accept_proposal(proposal=proposal, moderator=cast.administrator, seen=seen)
        assert hints(here, "decision") == {"what": "decision", **said}
        assert hints(above, "decision") == {"what": "decision", **said}
        # Their territory is another: the first they hear is that they may stay no longer.
        revoke_role(role=MemberRole.objects.get(user=cast.other_animator), by=None)
        with pytest.raises(Closed) as closed:
            elsewhere.hear()
        assert closed.value.code == NOT_ALLOWED


def test_a_role_taken_back_in_one_process_closes_the_sockets_of_another(
    cast, proposal, sockets
) -> None:
    cookie = cookie_of(cast.animator)
    with ear(sockets, cookie) as one, ear(sockets, cookie) as other:
        claim(proposal=proposal, user=cast.animator)
        assert hints(one, "claim")["id"] == str(proposal.uuid)
        revoke_role(role=MemberRole.objects.get(user=cast.animator), by=cast.administrator)
        assert ending(one) == ending(other) == NOT_ALLOWED
    with pytest.raises(Refused):
        ear(sockets, cookie)
    assert not Claim.objects.unended().exists()


def test_pages_and_sockets_of_two_processes(cast, proposal, sockets) -> None:
    """The heartbeat of a page in one process is heard in the queue of another."""
    with (
        running("serve", "--workers=2", redis=settings.REDIS_URL) as pages,
        ear(sockets, cookie_of(cast.administrator)) as queue,
    ):
        animator = Browser(pages, cookie_of(cast.animator))
        status, _said = animator.post(f"/moderation/{proposal.uuid}/prendre/")
        assert status in (200, 302)
        assert hints(queue, "claim")["id"] == str(proposal.uuid)
        first = Claim.objects.get()
        animator.post(f"/moderation/{proposal.uuid}/prendre/")
        beaten = Claim.objects.get()
        assert (beaten.pk, beaten.since) == (first.pk, first.since)
        assert beaten.expires_at > first.expires_at
        revoke_role(role=MemberRole.objects.get(user=cast.animator), by=cast.administrator)
        assert animator.post(f"/moderation/{proposal.uuid}/prendre/")[0] in (403, 404)
        assert not Claim.objects.standing(at=timezone.now()).exists()


def test_without_redis_pages_work_and_ask_by_themselves(cast, proposal, redis) -> None:
    item, cookie = f"/moderation/{proposal.uuid}/", cookie_of(cast.animator)
    with (
        running("sockets", redis=redis.url) as sockets,
        running("serve", redis=redis.url) as pages,
    ):
        animator = Browser(pages, cookie)
        with ear(sockets, cookie) as queue:
            assert animator.post(f"{item}prendre/")[0] in (200, 302)
            assert hints(queue, "claim")["id"] == str(proposal.uuid)
            redis.kill()
            # A page whose socket closes asks by itself from then on (static/js/live.js).
            with pytest.raises(CUT):
                queue.hear()
        with pytest.raises((Refused, *CUT)), ear(sockets, cookie) as again:
            again.hear()
        for path in ("/", "/moderation/", item, proposal.offer.get_absolute_url()):
            assert animator.get(path)[0] == 200, path
        asked = f"/moderation/en-direct/?items={proposal.uuid}"
        status, said = animator.get(asked)
        assert (status, '"state": "pending"' in said) == (200, True)
        status, _said = animator.post(f"{item}refuser/", version=1, reason="outdated")
        assert status == 302
        assert '"state": "rejected"' in animator.get(asked)[1]
        redis.start()
        hears(sockets, cookie, cast, proposal, animator)


def hears(sockets: int, cookie: str, cast: Cast, proposal: Proposal, animator: Browser) -> None:
    """Redis is back: a page that tries again is told again."""
    other = propose(proposal.offer, cast.member, accessibility="Plain-pied")
    found: list[WebSocket] = []

    def opens() -> bool:
        try:
            found.append(ear(sockets, cookie))
        except (Refused, *CUT):
            return False
        return True

    until(opens, "no socket opened again")
    with found[0] as queue:
        animator.post(f"/moderation/{other.uuid}/prendre/")
        assert hints(queue, "claim")["id"] == str(other.uuid)


def test_a_socket_that_hears_nothing_for_long_stays_open(cast, proposal, sockets) -> None:
    """Longer than channels asks Redis at once for what comes next."""
    silence = RedisChannelLayer.brpop_timeout + 2
    with (
        ear(sockets, cookie_of(cast.animator), timeout=silence) as one,
        pytest.raises(TimeoutError),
    ):
        one.hear()
    with ear(sockets, cookie_of(cast.animator)) as other:
        claim(proposal=proposal, user=cast.administrator)
        assert hints(other, "claim")["id"] == str(proposal.uuid)


def test_a_refusal_told_in_one_process_names_its_version(cast, proposal, sockets) -> None:
    with ear(sockets, cookie_of(cast.animator)) as queue:
        refuse_proposal(
            proposal=proposal, moderator=cast.administrator, version=1, reason="outdated"
        )
        assert hints(queue, "decision") == {
            "what": "decision",
            "id": str(proposal.uuid),
            "version": 1,
        }
