"""What changes in a process that serves pages, or in the worker, is heard by the sockets."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from contributions.models import Proposal
from journal.models import JobRun
from moderation.deciding.services import ask_for_change
from moderation.models import Decision
from tests.contributions.making import propose
from tests.moderation.live.processes import ear
from tests.processes.making import Town
from tests.websocket import WebSocket, cookie_of

pytestmark = [pytest.mark.services, pytest.mark.enable_socket]


def heard(socket: WebSocket, proposal: Proposal) -> Any:
    """The next hint about this proposal."""
    while (said := socket.hear()).get("id") != str(proposal.uuid):
        pass
    return said["what"]


def test_an_act_of_each_process_that_serves_pages_is_heard(here: Town) -> None:
    proposal = propose(here.offer, here.cast.outsider, accessibility="Une marche")
    animator = here.browser_of(here.cast.animator)
    item = f"/moderation/{proposal.uuid}/"
    with ear(here.site.sockets_port, cookie_of(here.cast.administrator)) as queue:
        for pid, act in zip(here.site.serving, ("prendre", "laisser"), strict=True):
            with here.site.only(pid):
                token = animator.form(item).data["csrfmiddlewaretoken"]
                animator.post(f"{item}{act}/", {"csrfmiddlewaretoken": token})
            assert heard(queue, proposal) == "claim"


def test_what_the_worker_does_is_heard(here: Town) -> None:
    """A proposal that nobody answered for a month is given up by its clock."""
    proposal = propose(here.offer, here.cast.outsider, fee_detail="Au mois")
    asked = {"proposal": proposal, "moderator": here.cast.animator, "version": 1}
    ask_for_change(**asked, message="Depuis quand ?")
    long_ago = timezone.now() - timedelta(days=31)
    Decision.objects.filter(proposal=proposal).update(at=long_ago)
    with ear(here.site.sockets_port, cookie_of(here.cast.administrator)) as queue:
        JobRun.objects.filter(name="proposals.expire").update(last_started_at=None)
        assert heard(queue, proposal) == "item"
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.EXPIRED
