"""What the public is told of the proposals that wait on an offer: how many, on which fields."""

from typing import Any

from contributions.services import withdraw_proposal
from tests.contributions.making import propose

TOLD = "modifications proposées attendent un animateur."


def test_the_page_says_how_many_and_which_fields(client: Any, cast, offer) -> None:
    url = offer.public.get_absolute_url()
    assert "attend un animateur" not in client.get(url).content.decode()
    first = propose(offer, cast.outsider, title="Un titre secret")
    propose(offer, cast.member, title="Un autre titre secret", documents=["Un papier secret"])
    page = client.get(url).content.decode()
    assert f"2 {TOLD}" in page
    assert "Ce qui changerait" in page
    assert "titre, " in page
    assert "secret" not in page
    withdraw_proposal(proposal=first, author=cast.outsider)
    assert f"2 {TOLD}" not in client.get(url).content.decode()
