"""What is published in one process is found in the other at the very next request."""

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
