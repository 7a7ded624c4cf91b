"""Searches in several processes: what is published in one is found in the other at the very next
request, and what all of them only read is in memory once."""

import re
from pathlib import Path

import pytest

from contributions.models import Proposal
from tests.contributions.making import WHY
from tests.factories import make_offer
from tests.processes.making import Town

pytestmark = [pytest.mark.services, pytest.mark.enable_socket]

FOUND = "/recherche/?besoin=mobilite--acceder-a-un-vehicule&lieu=fr:commune:12202"


def test_what_one_process_publishes_the_other_finds_at_once(here: Town) -> None:
    offer = make_offer(structure=here.cast.structure, title="Prêt de scooters à Onet")
    page = f"/offres/{offer.public_id}/proposer/"
    keeper, visitor = here.browser_of(here.cast.publisher), here.visitor()
    one, other = here.site.serving
    for pid, elsewhere, title in (
        (one, other, "Prêt de trottinettes"),
        (other, one, "Prêt de tandems"),
    ):
        with here.site.only(elsewhere):
            before = visitor.get(FOUND)
            assert before.status == 200
            assert title not in before.text
        with here.site.only(pid):
            sent = keeper.send(page, title=title, proposal_summary=WHY, act="send")
            assert sent.status == 302, sent.text[:2000]
        with here.site.only(elsewhere):
            assert title in visitor.get(FOUND).text
    assert not Proposal.objects.open().filter(offer=offer).exists()


def test_what_processes_only_read_is_in_memory_once(here: Town) -> None:
    assert here.visitor().get(FOUND).status == 200
    for pid in here.site.serving:
        assert shared_megabytes(pid) > 150


def shared_megabytes(pid: int) -> float:
    """Of private memory that was there before the process parted from its parent."""
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return sum(int(kb) for kb in re.findall(r"^Shared_Dirty: +(\d+) kB", told, re.M)) / 1024
