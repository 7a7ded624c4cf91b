"""What the public is told of the proposals that wait on an offer: how many, on which fields."""

from contributions.services import withdraw_proposal
from tests.contributions.making import propose


def test_the_page_says_how_many_and_which_fields(client, cast, offer) -> None:
    url = offer.public.get_absolute_url()
    assert "attend" not in client.get(url).content.decode().split("<footer")[1]
    first = propose(offer, cast.outsider, title="Un titre secret")
    propose(offer, cast.member, title="Un autre titre secret", documents=["Un papier secret"])
    page = client.get(url).content.decode()
    assert "2 propositions" in page or "2 changements" in page or "2 modifications" in page
    assert "titre" in page
    assert "secret" not in page
    for proposal in (first,):
        withdraw_proposal(proposal=proposal, author=cast.outsider)
    assert "2 propositions" not in client.get(url).content.decode()
