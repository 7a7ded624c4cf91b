"""The editing page filled with a proposal of one's own that did not go live."""

from typing import Any

import pytest
from django.urls import reverse

from contributions.models import Proposal
from contributions.permissions import can_resubmit
from contributions.services import withdraw_proposal
from tests.contributions.making import form_data, propose
from tests.contributions.mine.making import refuse

TITLE = "Louer une voiture pour travailler"


@pytest.fixture
def url(offer) -> str:
    return reverse("contributions:propose-edit", args=[offer.public_id])


def send(client: Any, url: str, proposal: Proposal, **typed: str) -> Any:
    """Open the page from the list of contributions, look at what changes, send."""
    page = client.get(url, {"reprendre": str(proposal.uuid)}, follow=True)
    at = page.request["PATH_INFO"]
    typed |= {name: value for name, value in form_data(page).items() if name not in typed}
    checked = client.post(at, {**typed, "act": "preview"})
    assert checked.status_code == 200
    return client.post(at, {**form_data(checked), "act": "send"})


def test_a_refused_text_is_in_the_boxes_and_makes_a_new_proposal(client, cast, offer, url) -> None:
    refused = refuse(propose(offer, cast.outsider, title=TITLE), cast.animator)
    client.force_login(cast.outsider)
    page = client.get(url, {"reprendre": str(refused.uuid)})
    assert form_data(page)["title"] == TITLE
    assert send(client, url, refused).status_code == 302
    new = Proposal.objects.open().get()
    assert (new.changes, new.summary) == ({"title": TITLE}, refused.summary)
    assert new.pk != refused.pk


def test_one_in_conflict_becomes_its_next_version(client, cast, offer, url) -> None:
    proposal = propose(offer, cast.outsider, title=TITLE)
    Proposal.objects.filter(pk=proposal.pk).update(state=Proposal.State.CONFLICT)
    assert can_resubmit(cast.outsider, proposal)
    assert not can_resubmit(cast.member, proposal)
    client.force_login(cast.outsider)
    answer = send(client, url, proposal, title="Louer une voiture à Rodez")
    assert answer.url == reverse("contributions:proposal", args=[proposal.uuid])
    proposal = Proposal.objects.get()
    assert (proposal.version, proposal.state) == (2, Proposal.State.PENDING)
    assert proposal.changes == {"title": "Louer une voiture à Rodez"}


@pytest.mark.parametrize("who", ["member", "publisher", "animator"])
def test_the_text_of_another_is_not_shown(client, cast, offer, url, who) -> None:
    proposal = propose(offer, cast.outsider, title=TITLE)
    withdraw_proposal(proposal=proposal, author=cast.outsider)
    client.force_login(getattr(cast, who))
    for asked in (str(proposal.uuid), "x", "' OR 1=1 --"):
        page = client.get(url, {"reprendre": asked})
        assert page.status_code == 200
        assert TITLE not in page.content.decode()
