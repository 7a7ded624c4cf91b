"""Two animators in two processes take one proposal at the same moment: one has it."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
from django.utils import timezone

from contributions.models import Proposal
from moderation.models import Claim
from tests.contributions.making import propose
from tests.processes.browser import Answer, Browser
from tests.processes.making import Town
from tests.processes.running import until

pytestmark = [pytest.mark.services, pytest.mark.enable_socket]

WAITING = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0
"""


@contextmanager
def locked(here: Town, proposal: Proposal) -> Iterator[None]:
    """Whoever wants the proposal waits meanwhile."""
    with psycopg.connect(here.server.url(here.database)) as held:
        table = Proposal._meta.db_table
        held.execute(f"SELECT 1 FROM {table} WHERE id = {proposal.pk} FOR UPDATE")  # noqa: S608 ours
        yield


def wait_for(here: Town, count: int) -> None:
    def come() -> bool:
        [(waiting,)] = here.server.run(WAITING, on=here.database)
        return bool(waiting == count)

    until(come, f"{count} never waited")


def test_of_two_who_take_it_at_once_in_two_processes_one_has_it(here: Town) -> None:
    proposal = propose(here.offer, here.cast.outsider, accessibility="Deux marches")
    item = f"/moderation/{proposal.uuid}/"
    people = [here.browser_of(one) for one in (here.cast.animator, here.cast.administrator)]
    tokens = [one.form(item).data["csrfmiddlewaretoken"] for one in people]

    def take(person: Browser, token: str) -> Answer:
        person.accepts = "application/json"
        return person.post(f"{item}prendre/", {"csrfmiddlewaretoken": token})

    with ThreadPoolExecutor(2) as threads:
        asked = []
        with locked(here, proposal):
            for pid, person, token in zip(here.site.serving, people, tokens, strict=True):
                with here.site.only(pid):
                    asked.append(threads.submit(take, person, token))
                    wait_for(here, len(asked))
        found = [one.result() for one in asked]
    assert sorted(one.status for one in found) == [200, 409]
    claim = Claim.objects.standing(at=timezone.now()).get(proposal=proposal)
    refused = next(one for one in found if one.status == 409)
    assert claim.holder.display_name in json.loads(refused.content)["text"]
