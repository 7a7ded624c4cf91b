"""What one may open, what is listed, what is counted and what is told are the same things."""

import re
from functools import partial
from typing import Any

import pytest
from django.test import Client

from contributions.models import Proposal, Report
from moderation.patrolling import can_mark_read, to_read_by
from moderation.permissions import can_decide
from moderation.queries import queue_of
from offers.models import OfferPage, StructureClaim
from offers.publishing import archive_offer
from offers.structures import publish_structure
from tests.contributions.making import propose
from tests.contributions.reporting.making import told
from tests.factories import CAR, make_offer
from tests.moderation.matrix.walking import client_of
from tests.moderation.matrix.world import EVERYBODY, World
from tests.offers.keeping.making import ask

AVEYRON, RHONE = "fr:department:12", "fr:department:69"
_KEY = re.compile(r"/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-z]{8})[/-]")


@pytest.fixture
def elsewhere(world: World, remembered: Any) -> World:
    """The same kinds of things in another department, and one offer that left the site."""
    remembered("elsewhere", partial(make_elsewhere, world))
    return world


def make_elsewhere(world: World) -> None:
    there = world.cast.other_structure
    offer = make_offer(
        structure=there,
        author=world.cast.member,
        commune="fr:commune:69123",
        latitude=None,
        longitude=None,
        coverage=[RHONE],
    )
    author = world.people["author"]
    assert author is not None
    propose(offer, author, title="Voitures à louer à Lyon")
    told(offer)
    publish_structure(structure=there, fields={"phone": "+33478000012"}, author=None)
    ask(there, author, "evidence")
    gone = make_offer(structure=world.cast.structure, author=world.cast.publisher)
    archive_offer(offer=gone, actor=None)


def keys(client: Client, path: str) -> set[str]:
    """The things that a page, a feed or a list of results leads to; nothing when it is closed."""
    answer = client.get(path, follow=True)
    return set(_KEY.findall(answer.content.decode())) if answer.status_code == 200 else set()


def opened(client: Client, paths: dict[str, str]) -> set[str]:
    return {key for key, path in paths.items() if client.get(path).status_code == 200}


@pytest.mark.parametrize("role", EVERYBODY)
def test_proposals_listed_counted_and_opened_are_the_same(elsewhere: World, role: str) -> None:
    client, user = client_of(elsewhere, role), elsewhere.people[role]
    waiting = Proposal.objects.filter(state=Proposal.State.PENDING)
    every = {str(one.uuid): f"/moderation/{one.uuid}/" for one in waiting}
    may = {str(one.uuid) for one in waiting if user and can_decide(user, one)}
    rows = queue_of(user) if user else Proposal.objects.none()
    lists = ("/moderation/", "/moderation/?liste=ailleurs")
    listed = set().union(*(keys(client, address) for address in lists)) & set(every)
    assert listed == {str(one.uuid) for one in rows}
    assert rows.count() == len(listed)
    assert may <= listed <= opened(client, every)
    assert {one.territory.uid for one in waiting} == {AVEYRON, RHONE}


@pytest.mark.parametrize("role", EVERYBODY)
def test_reports_listed_and_opened_are_the_same(elsewhere: World, role: str) -> None:
    client = client_of(elsewhere, role)
    every = {str(one.uuid): f"/signalements/{one.uuid}/" for one in Report.objects.all()}
    assert len(every) == 2
    assert keys(client, "/signalements/") & set(every) == opened(client, every)


@pytest.mark.parametrize("role", EVERYBODY)
def test_claims_listed_and_opened_are_the_same(elsewhere: World, role: str) -> None:
    client = client_of(elsewhere, role)
    claims = StructureClaim.objects.all()
    every = {str(one.uuid): f"/structures/a-confier/{one.uuid}/" for one in claims}
    assert len(every) == 2
    assert keys(client, "/structures/a-confier/") & set(every) == opened(client, every)


@pytest.mark.parametrize("role", EVERYBODY)
def test_what_is_to_be_read_afterwards_is_what_one_may_read(elsewhere: World, role: str) -> None:
    user = elsewhere.people[role]
    if user is None:
        return
    listed = {one.pk for one in to_read_by(user)}
    assert listed == ({elsewhere.direct.pk} if can_mark_read(user, elsewhere.direct) else set())


@pytest.mark.parametrize("role", ["visitor", "author", "animator", "away", "administrator"])
def test_pages_lists_feeds_and_counts_show_the_same_offers(elsewhere: World, role: str) -> None:
    """An archived offer is nowhere; a live one is in each surface of its place, for everybody."""
    client = client_of(elsewhere, role)
    offers = {one.public_id: one for one in OfferPage.objects.select_related("home_territory")}
    live = {key for key, one in offers.items() if one.live}
    here = {key for key in live if offers[key].home_territory.uid == AVEYRON}
    assert (len(offers), len(live), len(here)) == (3, 2, 1)
    pages = {key: offers[key].public.get_absolute_url() for key in live}
    assert opened(client, pages) == live
    known = set(offers)
    for surface in (f"/territoires/{AVEYRON}/", f"/territoires/{AVEYRON}/flux/"):
        assert keys(client, surface) & known == here, surface
    results = f"/recherche/?besoin={CAR}&lieu={AVEYRON}"
    assert keys(client, results) & known <= live
