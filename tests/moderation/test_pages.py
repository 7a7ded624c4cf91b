"""The queue of an animator and the page of one item, over HTTP."""

import uuid
from typing import Any

import pytest
from django.urls import reverse

from contributions.models import Proposal
from contributions.services import resubmit
from moderation.models import Decision
from moderation.queries import queue_of
from offers.models import OfferPage
from offers.publishing import publish_one
from tests.contributions.making import propose
from tests.factories import make_offer
from tests.moderation.desk.pages import form_to

QUEUE = "moderation:queue"


@pytest.fixture
def proposal(offer, cast) -> Proposal:
    return propose(offer, cast.outsider, title="Voitures à louer")


@pytest.fixture
def animator(client, cast):
    client.force_login(cast.animator)
    return client


def item(proposal: Proposal) -> str:
    return reverse("moderation:proposal", args=[proposal.uuid])


def act(name: str, proposal: Proposal) -> str:
    return reverse(f"moderation:{name}", args=[proposal.uuid])


def decide(client: Any, proposal: Proposal, name: str, **typed: Any) -> Any:
    """Read the item, then send one of its forms."""
    data = form_to(client.get(item(proposal)), act(name, proposal))
    return client.post(act(name, proposal), {**data, **typed})


# The queue


def test_the_queue_shows_the_riskiest_first_then_the_oldest(animator, cast, offer) -> None:
    low = propose(offer, cast.outsider, documents=["Permis"])
    medium = propose(offer, cast.outsider, fee_detail="6 €")
    later = propose(offer, cast.member, fee_detail="7 €")
    high = propose(offer, cast.outsider, website="https://ailleurs.example")
    page = animator.get(reverse(QUEUE)).content.decode()
    places = [page.index(str(one.uuid)) for one in (high, medium, later, low)]
    assert places == sorted(places)


def test_the_queue_holds_only_what_the_person_decides_on(animator, cast, offer, proposal) -> None:
    own = propose(offer, cast.animator, title="Le mien")
    elsewhere = make_offer(
        structure=cast.other_structure, title="Permis à Lyon", commune="fr:commune:69123",
        coverage=["fr:department:69"], latitude=None, longitude=None,
    )  # fmt: skip
    foreign = propose(elsewhere, cast.outsider, title="Permis à Villeurbanne")
    page = animator.get(reverse(QUEUE)).content.decode()
    assert str(proposal.uuid) in page
    assert str(own.uuid) not in page
    assert str(foreign.uuid) not in page
    assert queue_of(cast.animator).count() == 1
    assert queue_of(cast.administrator).count() == 3
    assert queue_of(cast.outsider).count() == 0


def test_a_visitor_is_sent_to_login(client, proposal) -> None:
    for url in (reverse(QUEUE), item(proposal)):
        assert client.get(url).status_code == 302
    for name in ("accept", "refuse"):
        assert client.post(act(name, proposal)).status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.PENDING


def test_whoever_animates_nothing_is_told_so(client, cast, proposal) -> None:
    client.force_login(cast.outsider)
    response = client.get(reverse(QUEUE))
    assert response.status_code == 403


def test_the_pages_are_kept_out_of_search_engines(animator, proposal) -> None:
    for url in (reverse(QUEUE), item(proposal)):
        response = animator.get(url)
        assert '<meta name="robots" content="noindex">' in response.content.decode()
        assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("size", [1, 30])
def test_the_queue_costs_the_same_whatever_its_length(
    animator, cast, offer, size, django_assert_num_queries
) -> None:
    for number in range(size):
        propose(offer, cast.outsider, fee_detail=f"{number} €")
    animator.get(reverse(QUEUE))
    with django_assert_num_queries(QUEUE_QUERIES):
        animator.get(reverse(QUEUE))


QUEUE_QUERIES = 20


def test_a_long_queue_has_pages(animator, cast, offer) -> None:
    for number in range(51):
        propose(offer, cast.outsider, fee_detail=f"{number} €")
    first = animator.get(reverse(QUEUE)).content.decode()
    assert first.count("/moderation/") >= 50
    assert "?page=2" in first
    second = animator.get(reverse(QUEUE), {"page": "2"})
    assert sum(group.count for group in second.context["groups"]) == 1
    assert animator.get(reverse(QUEUE), {"page": "x"}).status_code == 200


# One item


def test_the_item_shows_what_changes_and_the_page_as_it_will_be(animator, proposal) -> None:
    page = animator.get(item(proposal)).content.decode()
    assert "<ins>" in page
    assert "<del>" in page
    assert "Mésange patiente" in page
    assert proposal.summary in page
    assert "Voitures à louer" in page


def test_accepting_publishes_and_leads_to_the_next(animator, cast, offer, proposal) -> None:
    following = propose(offer, cast.member, fee_detail="7 €")
    response = decide(animator, proposal, "accept")
    assert response.url == f"{item(following)}?suite=1"
    assert OfferPage.objects.get(pk=offer.pk).title == "Voitures à louer"
    assert Decision.objects.get().moderator == cast.animator
    assert decide(animator, following, "accept").url == reverse(QUEUE)


def test_refusing_needs_a_reason_and_keeps_what_was_typed(animator, proposal) -> None:
    response = decide(animator, proposal, "refuse", reason="", message="Merci mais non")
    assert response.status_code == 422
    assert "Merci mais non" in response.content.decode()
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.PENDING


def test_refusing_closes_and_the_author_reads_why(client, animator, cast, proposal) -> None:
    response = decide(
        animator, proposal, "refuse", reason="other", message="<script>alert(1)</script>"
    )
    assert response.status_code == 302
    client.force_login(cast.outsider)
    for url in (
        reverse("contributions:proposal", args=[proposal.uuid]),
        reverse("contributions:mine"),
    ):
        page = client.get(url).content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "<script>alert" not in page


@pytest.mark.parametrize("name", ["accept", "refuse"])
def test_a_form_without_a_version_is_refused(animator, proposal, name) -> None:
    response = animator.post(act(name, proposal), {"reason": "outdated"})
    assert response.status_code == 422
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.PENDING


def test_a_stale_form_gets_the_new_preview(animator, cast, offer, proposal) -> None:
    data = form_to(animator.get(item(proposal)), act("accept", proposal))
    publish_one(offer=offer, fields={"title": "Titre tout neuf"}, author=cast.publisher)
    response = animator.post(act("accept", proposal), data)
    assert response.status_code == 409
    assert "Titre tout neuf" in response.content.decode()
    assert form_to(response, act("accept", proposal))["preview_hash"] != data["preview_hash"]
    stale = animator.post(act("refuse", proposal), {"version": "9", "reason": "outdated"})
    assert stale.status_code == 409
    assert not Decision.objects.exists()


def test_the_same_form_twice_publishes_once(animator, offer, proposal) -> None:
    data = form_to(animator.get(item(proposal)), act("accept", proposal))
    assert animator.post(act("accept", proposal), data).status_code == 302
    assert animator.post(act("accept", proposal), data).status_code == 409
    assert Decision.objects.count() == 1


def test_a_foreign_territory_finds_nothing(client, cast, proposal) -> None:
    for person in (cast.other_animator, cast.outsider, cast.publisher):
        client.force_login(person)
        assert client.get(item(proposal)).status_code == 404
        for name in ("accept", "refuse"):
            assert client.post(act(name, proposal), {"version": "1"}).status_code == 404
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.PENDING


def test_an_unknown_proposal_is_not_found(animator, offer) -> None:
    assert animator.get(reverse("moderation:proposal", args=[uuid.uuid4()])).status_code == 404


def test_ones_own_proposal_is_read_but_not_decided(animator, cast, offer) -> None:
    own = propose(offer, cast.animator, title="Le mien")
    page = animator.get(item(own))
    assert page.status_code == 200
    assert act("accept", own) not in page.content.decode()
    assert animator.post(act("accept", own), {"version": "1"}).status_code == 403


def test_a_closed_proposal_leads_to_its_page(animator, proposal) -> None:
    decide(animator, proposal, "refuse", reason="outdated")
    assert animator.get(item(proposal)).url == reverse(
        "contributions:proposal", args=[proposal.uuid]
    )


def test_reading_decides_nothing(animator, proposal) -> None:
    for name in ("accept", "refuse"):
        assert animator.get(act(name, proposal)).status_code == 405
    assert animator.post(item(proposal)).status_code == 405
    assert animator.post(reverse(QUEUE)).status_code == 405


def test_a_conflict_is_shown_and_handed_back(animator, cast, offer, proposal) -> None:
    publish_one(offer=offer, fields={"title": "Un autre titre"}, author=cast.publisher)
    page = animator.get(item(proposal)).content.decode()
    assert "Un autre titre" in page
    assert "Voitures à louer" in page
    assert decide(animator, proposal, "accept").status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == Proposal.State.CONFLICT
    assert animator.get(item(proposal)).status_code == 200


def test_scripts_are_shown_as_text(animator, cast, offer) -> None:
    attack = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    proposal = propose(
        offer, cast.outsider, summary=f"Un motif {attack}", title=f"T {attack}",
        documents=[attack], fee_detail=attack, access_conditions=f"<p>{attack}</p>",
        engage_worker=[{"mode": "come", "value": attack, "note": attack}],
    )  # fmt: skip
    for url in (reverse(QUEUE), item(proposal)):
        page = animator.get(url).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_a_changed_link_target_is_seen(animator, cast, offer) -> None:
    publish_one(
        offer=offer, fields={"what": '<p>Voir <a href="https://caf.fr">le site</a></p>'},
        author=cast.publisher,
    )  # fmt: skip
    phishing = '<p>Voir <a href="https://caf-fr.example">le site</a></p>'
    proposal = propose(offer, cast.outsider, what=phishing)
    assert proposal.risk == Proposal.Risk.HIGH
    page = animator.get(item(proposal)).content.decode()
    assert "<del>" in page
    assert "https://caf.fr" in page
    assert "https://caf-fr.example" in page


def test_who_decides_reads_who_else_asks(client, offer, cast, proposal) -> None:
    propose(offer, cast.member, title="Voitures à louer", summary="Vu sur leur devanture.")
    client.force_login(cast.animator)
    html = client.get(f"/moderation/{proposal.uuid}/").content.decode()
    assert "Vu sur leur devanture." in html
    resubmit(
        proposal=proposal,
        author=cast.outsider,
        version=1,
        changes={"title": "Autos à louer"},
        summary="Mieux dit ainsi.",
    )
    html = client.get(f"/moderation/{proposal.uuid}/").content.decode()
    assert "Vu sur leur devanture." not in html
