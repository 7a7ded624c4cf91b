"""Every address of contributions, keeping, notices, desks and moderation, for every kind of person.

A new address without a row here fails the last test: say who may what before it is used.
"""

from dataclasses import dataclass
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, reverse

from contributions import urls as contributions_urls
from home import urls as home_urls
from home.site_tree import ensure_site_tree
from moderation import urls as moderation_urls
from notifications import urls as notifications_urls
from offers import urls as offers_urls
from offers.models import OfferPage
from tests.cast import Cast
from tests.contributions.world import (
    ROLES,
    Maker,
    World,
    claim,
    history,
    make_world,
    named,
    need,
    nothing,
    of_structure,
    page,
    post,
    proposal,
    report,
    run,
    structure,
    thread,
    version,
)
from tests.factories import load_words


@dataclass(frozen=True, slots=True)
class Row:
    """`expected` are the statuses by role, in the order of ROLES."""

    name: str
    args: Maker
    method: str
    expected: str
    data: dict[str, str] | None = None

    def by_role(self) -> dict[str, int]:
        return dict(zip(ROLES, map(int, self.expected.split()), strict=True))


GET, POST = "get", "post"
#                 visitor outsider member author editor owner animator away administrator
ALL = "200 200 200 200 200 200 200 200 200"
MEMBERS = "302 200 200 200 200 200 200 200 200"
READERS = "302 404 404 200 200 200 200 404 200"
AUTHOR = "302 404 404 200 404 404 404 404 404"
KEEPERS = "302 404 404 404 200 200 404 404 404"
ANIMATORS = "302 404 404 404 404 404 200 404 200"
ANY_ANIMATOR = "302 403 403 403 403 403 200 200 200"
ADMIN = "302 404 404 404 404 404 404 404 200"
# A form of the animators: done at once, or sent back as something is missing.
DONE, ASKED = "302 404 404 404 404 404 302 404 302", "302 404 404 404 404 404 422 404 422"
NOT_ASKED = "302 404 404 404 404 404 409 404 409"
OPEN_DRAFT = "404 404 404 200 404 404 404 404 404"

TABLE: list[Row] = [
    # Editing pages, proposals
    Row("contributions:propose-edit", page, GET, MEMBERS),
    Row("contributions:propose-edit", page, POST, "302 400 400 400 400 400 400 400 400"),
    Row("contributions:propose-edit-draft", page, POST, "401 403 403 403 403 403 403 403 403"),
    Row("contributions:propose-structure", structure, GET, MEMBERS),
    Row(
        "contributions:propose-structure-draft",
        structure,
        POST,
        "401 403 403 403 403 403 403 403 403",
    ),
    Row("contributions:need-describe", need, GET, MEMBERS),
    Row("contributions:need-say", need, GET, MEMBERS),
    Row("contributions:proposal", proposal, GET, READERS),
    Row("contributions:proposal-resume", proposal, GET, AUTHOR),
    Row("contributions:proposal-resume", proposal, POST, "302 404 404 400 404 404 404 404 404"),
    Row(
        "contributions:proposal-resume-draft", proposal, POST, "401 404 404 403 404 404 404 404 404"
    ),
    Row("contributions:withdraw", proposal, POST, "302 404 404 302 403 403 403 404 403"),
    Row("contributions:mine", nothing, GET, MEMBERS),
    # History
    Row("contributions:history", history, GET, ALL),
    Row("contributions:history-compare", history, GET, ALL),
    Row("contributions:history-who", history, GET, ALL),
    Row("contributions:history-feed", history, GET, ALL),
    Row("contributions:history-version", version, GET, ALL),
    Row("contributions:history-revert", lambda w: [*version(w), "defaire"], GET, MEMBERS),
    Row(
        "contributions:history-revert",
        lambda w: [*version(w), "defaire"],
        POST,
        "302 422 422 422 422 422 422 422 422",
    ),
    # Imports
    Row("contributions:imports", nothing, GET, "302 403 403 403 403 403 403 403 200"),
    Row("contributions:import-new", nothing, GET, "302 403 403 403 403 403 403 403 200"),
    Row("contributions:import", run, GET, ADMIN),
    Row("contributions:import-progress", run, GET, "302 404 404 404 404 404 404 404 302"),
    Row("contributions:import-columns", run, GET, "302 404 404 404 404 404 404 404 409"),
    Row("contributions:import-columns", run, POST, "302 404 404 404 404 404 404 404 409"),
    Row("contributions:import-lines", run, POST, "302 404 404 404 404 404 404 404 302"),
    Row("contributions:import-accept", run, POST, "302 404 404 404 404 404 404 404 302"),
    Row("contributions:import-cancel", run, POST, "302 404 404 404 404 404 404 404 302"),
    Row("contributions:import-resume", run, POST, "302 404 404 404 404 404 404 404 409"),
    Row("contributions:import-undo", run, GET, "302 404 404 404 404 404 404 404 409"),
    Row("contributions:import-undo", run, POST, "302 404 404 404 404 404 404 404 409"),
    Row("contributions:import-refusals", run, GET, ADMIN),
    # Reports
    Row("contributions:report-offer", page, GET, ALL),
    Row("contributions:report-structure", structure, GET, ALL),
    Row("contributions:report-thanks", lambda w: ["offres", *page(w)], GET, ALL),
    Row("contributions:reports", nothing, GET, ANY_ANIMATOR),
    Row("contributions:report", report, GET, ANIMATORS),
    Row("contributions:report-answer", report, POST, ASKED),
    Row("contributions:report-dismiss", report, POST, ASKED),
    Row("contributions:report-confirm", report, POST, DONE),
    Row("contributions:report-join", report, POST, ASKED),
    Row("contributions:report-convert", report, POST, ASKED),
    # Discussion: what somebody not trusted yet wrote is read by members only
    Row("contributions:discussion-offer", page, GET, ALL),
    Row("contributions:discussion-offer", page, POST, "403 422 422 422 422 422 422 422 422"),
    Row("contributions:discussion-structure", structure, GET, ALL),
    Row("contributions:discussion-need", need, GET, ALL),
    Row("contributions:discussion-proposal", proposal, GET, "404 404 404 200 200 200 200 404 200"),
    Row("contributions:discussion-proposal", proposal, POST, "404 404 404 422 422 422 422 404 422"),
    Row("contributions:thread", thread, GET, "404 200 200 200 200 200 200 200 200"),
    Row("contributions:thread", thread, POST, "404 422 422 422 422 422 422 422 422"),
    Row(
        "contributions:thread",
        named("thread on a proposal"),
        GET,
        "404 404 404 200 200 200 200 404 200",
    ),
    Row("contributions:resolve", thread, POST, "404 403 403 302 302 302 302 403 302"),
    Row("contributions:reopen", thread, POST, "404 403 403 302 302 302 302 403 302"),
    Row("contributions:post", post, GET, "404 302 302 302 302 302 302 302 302"),
    Row(
        "contributions:post",
        named("post on a proposal"),
        GET,
        "404 404 404 302 302 302 302 404 302",
    ),
    Row("contributions:post-edit", post, GET, "302 403 403 200 403 403 403 403 403"),
    Row(
        "contributions:post-hide",
        post,
        POST,
        "302 403 403 403 403 403 302 403 302",
        {"reason": "off_topic"},
    ),
    Row("contributions:post-show", post, POST, "302 403 403 403 403 403 302 403 302"),
    # Mailed links: whoever holds them; what they do asks for an account where one is needed
    Row("contributions:put-contact-back", named("contact link"), GET, ALL),
    Row("contributions:put-contact-back", named("contact link"), POST, ALL),
    # Adding an offer
    Row("contributions:creating-start", nothing, GET, ALL),
    Row("contributions:creating-look", nothing, POST, ALL),
    Row("contributions:creating-resume", named("draft link"), GET, ALL),
    Row("contributions:creating-mail", named("draft"), POST, "404 404 404 422 404 404 404 404 404"),
    Row(
        "contributions:creating-leave", named("draft"), POST, "404 404 404 302 404 404 404 404 404"
    ),
    Row("contributions:creating-erase", named("draft"), GET, OPEN_DRAFT),
    Row(
        "contributions:creating-erase", named("draft"), POST, "404 404 404 302 404 404 404 404 404"
    ),
    Row("contributions:creating-sent", proposal, GET, AUTHOR),
    Row("contributions:creating", named("draft", "besoin"), GET, OPEN_DRAFT),
    Row(
        "contributions:creating",
        named("draft", "envoi"),
        POST,
        "404 404 404 422 404 404 404 404 404",
    ),
    Row("contributions:creating-typing", named("draft", "besoin"), POST, OPEN_DRAFT, {"seq": "99"}),
    Row("contributions:creating-copy", page, GET, "302 403 403 403 200 200 403 403 403"),
    # Keeping a structure
    Row("offers:claim-structure", structure, GET, "302 200 200 302 200 403 200 200 200"),
    Row("offers:claim", claim, GET, "302 404 404 200 404 200 200 404 200"),
    Row("offers:claim", claim, POST, "302 404 404 422 404 403 403 404 403"),
    Row("offers:claim-withdraw", claim, POST, "302 404 404 302 404 403 403 404 403"),
    Row("offers:claim-confirm", named("claim link"), GET, ALL),
    Row("offers:claim-confirm", named("claim link"), POST, "302 403 403 302 403 403 403 403 403"),
    Row("offers:claim-desk", nothing, GET, ANY_ANIMATOR),
    Row("offers:claim-settle", claim, GET, ANIMATORS),
    Row("offers:claim-settle", claim, POST, ASKED, {"act": "grant"}),
    Row("offers:orphans", nothing, GET, ANY_ANIMATOR),
    Row("offers:members", structure, GET, KEEPERS),
    Row("offers:members", structure, POST, "302 404 404 404 403 422 404 404 404"),
    Row(
        "offers:member",
        of_structure("membership"),
        POST,
        "302 404 404 404 403 302 404 404 404",
        {"act": "remove"},
    ),
    Row(
        "offers:member",
        of_structure("foreign membership"),
        POST,
        "302 404 404 404 404 404 404 404 404",
        {"act": "remove"},
    ),
    Row(
        "offers:invitation-take-back",
        of_structure("invitation"),
        POST,
        "302 404 404 404 403 302 404 404 404",
    ),
    Row("offers:leave-structure", structure, GET, KEEPERS),
    Row("offers:invitation", named("invitation link"), GET, ALL),
    Row("offers:invitation", named("invitation link"), POST, "200 302 302 302 302 302 302 302 302"),
    # What one follows
    Row("notifications:watch", lambda w: ["offer", *page(w)], GET, MEMBERS),
    Row("notifications:watches", nothing, GET, MEMBERS),
    Row("notifications:watch-change", named("watch"), POST, "302 404 404 422 404 404 404 404 404"),
    Row("notifications:preferences", nothing, POST, "302 302 302 302 302 302 302 302 302"),
    Row("notifications:feed-change", nothing, POST, MEMBERS),
    Row("notifications:feed", named("feed"), GET, ALL),
    Row("notifications:unsubscribe", named("unsubscribe"), GET, ALL),
    Row("notifications:unread", nothing, GET, "403 200 200 200 200 200 200 200 200"),
    # Desks
    Row("home:style", nothing, GET, ALL),
    Row("home:me", nothing, GET, MEMBERS),
    Row("home:notices_read", nothing, POST, "302 302 302 302 302 302 302 302 302"),
    Row("home:notice_read", named("notice"), POST, "302 404 404 302 404 404 404 404 404"),
    Row("home:structure", structure, GET, KEEPERS),
    Row(
        "home:verify_offer",
        lambda w: [*structure(w), *page(w)],
        POST,
        "302 404 404 404 302 302 404 404 404",
    ),
    # Hiding and erasing text: 409 where nobody asked for an erasure
    Row("moderation:hidden", nothing, GET, ANY_ANIMATOR),
    Row("moderation:hide", history, GET, ANIMATORS),
    Row("moderation:hide", history, POST, ASKED),
    Row("moderation:hide-site", nothing, GET, ADMIN),
    Row("moderation:hide-site", nothing, POST, "302 404 404 404 404 404 404 404 422"),
    Row("moderation:hide-proposal", proposal, GET, ANIMATORS),
    Row("moderation:hide-proposal", proposal, POST, ASKED),
    Row("moderation:hiding", named("hiding"), GET, ANIMATORS),
    Row("moderation:hiding-show", named("hiding"), POST, DONE),
    Row("moderation:hiding-ask", named("hiding"), POST, ASKED),
    Row("moderation:hiding-confirm", named("hiding"), POST, NOT_ASKED),
    Row("moderation:hiding-refuse", named("hiding"), POST, NOT_ASKED),
    Row("moderation:hiding-give-up", named("hiding"), POST, NOT_ASKED),
    Row("moderation:queue", nothing, GET, ANY_ANIMATOR),
    Row("moderation:proposal", proposal, GET, ANIMATORS),
    Row("moderation:direct", nothing, GET, ANY_ANIMATOR),
    Row("moderation:direct-read", named("direct publication"), POST, DONE),
    Row("moderation:accept", proposal, POST, ASKED),
    Row("moderation:refuse", proposal, POST, ASKED, {"version": "1"}),
]


@pytest.fixture
def world(cast: Cast, offer: OfferPage, remembered: Any) -> World:
    remembered("tree", ensure_site_tree)
    remembered("needs", load_words)
    return make_world(cast, offer)


@pytest.mark.parametrize("role", ROLES)
def test_every_person_finds_what_is_theirs_and_nothing_else(world: World, role: str) -> None:
    client = Client()
    if user := world.people[role]:
        client.force_login(user)
    found = [(row, _status(client, world, row), row.by_role()[role]) for row in TABLE]
    wrong = [
        f"{row.method} {row.name}: {status}, not {expected}"
        for row, status, expected in found
        if status != expected
    ]
    assert wrong == []


def _status(client: Client, world: World, row: Row) -> int:
    """What the person is answered; whatever it did is undone before the next row."""
    cache.clear()
    address = reverse(row.name, args=row.args(world))
    with transaction.atomic():
        response = getattr(client, row.method)(address, row.data)
        transaction.set_rollback(True)
    return int(response.status_code)


def test_every_address_has_a_row() -> None:
    assert _names() - {row.name for row in TABLE} == set()


def _names() -> set[str]:
    whole = (contributions_urls, notifications_urls, home_urls, moderation_urls)
    found = {f"{each.app_name}:{one.name}" for each in whole for one in each.urlpatterns}
    keeping = {"offers.views.claims", "offers.views.claim_desk", "offers.views.members"}
    return found | {
        f"offers:{one.name}"
        for one in offers_urls.urlpatterns
        if isinstance(one, URLPattern) and one.callback.__module__ in keeping
    }
