"""Reports hide messages and proposals until an animator has read them; a page never."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from contributions.discussion.places import at_page
from contributions.discussion.services import open_thread
from contributions.models import Post, Proposal
from contributions.permissions import can_see_content
from contributions.reporting.services import Told, file_report
from contributions.reporting.subjects import Subject as PageSubject
from moderation.errors import Refused
from moderation.flags.services import ENOUGH, flag, set_aside, uphold
from moderation.flags.subjects import Subject, of_post, of_proposal
from moderation.models import Flag, HiddenProposal, Trust
from moderation.queries import queue_of
from notifications.models import Notice
from offers.models import OfferPage
from offers.services import add_member
from tests.cast import Cast, make_user
from tests.contributions.making import propose


@pytest.fixture
def post(offer: OfferPage, cast: Cast) -> Post:
    thread = open_thread(
        author=cast.outsider, place=at_page(offer), subject="Horaires", body="Des incapables !"
    )
    return thread.posts.get()


@pytest.fixture
def proposal(offer: OfferPage, cast: Cast) -> Proposal:
    return propose(offer, cast.outsider, title="Voitures à louer")


def people(offer: OfferPage, number: int = ENOUGH, level: int = 1) -> list[Any]:
    found = [make_user(f"temoin{one}@example.org", f"Témoin {one}") for one in range(number)]
    for user in found:
        Trust.objects.create(user=user, territory=offer.home_territory, level=level)
    return found


def fresh(subject: Subject) -> Subject:
    if isinstance(subject.thing, Post):
        return of_post(Post.objects.get(pk=subject.thing.pk))
    return of_proposal(Proposal.objects.get(pk=subject.thing.pk))


def test_known_people_hide_a_message_until_it_is_read(offer: OfferPage, post: Post) -> None:
    for number, user in enumerate(people(offer), 1):
        flag(subject=of_post(post), user=user, reason="insult")
        post.refresh_from_db()
        assert post.is_hidden == (number >= ENOUGH)
    assert post.hidden_by is None
    assert post.hidden_reason == "insult"


def test_newcomers_together_hide_nothing(offer: OfferPage, post: Post) -> None:
    for user in people(offer, 9, level=0):
        flag(subject=of_post(post), user=user, reason="insult")
    post.refresh_from_db()
    assert not post.is_hidden
    assert Flag.objects.count() == 9


def test_people_of_one_structure_count_once(cast: Cast, offer: OfferPage, post: Post) -> None:
    for user in people(offer):
        add_member(structure=cast.other_structure, user=user)
        flag(subject=of_post(post), user=user, reason="insult")
    post.refresh_from_db()
    assert not post.is_hidden


def test_the_same_person_counts_once(offer: OfferPage, post: Post) -> None:
    (user,) = people(offer, 1)
    for _ in range(ENOUGH):
        flag(subject=of_post(post), user=user, reason="insult")
    post.refresh_from_db()
    assert not post.is_hidden
    assert Flag.objects.count() == 1


def test_a_hidden_proposal_is_read_by_its_author_and_the_animators(
    cast: Cast, offer: OfferPage, proposal: Proposal
) -> None:
    readers = people(offer)
    for user in readers:
        add_member(structure=cast.structure, user=user)
    with pytest.raises(PermissionDenied):
        flag(subject=of_proposal(proposal), user=cast.member, reason="promotion")
    HiddenProposal.objects.create(proposal=proposal, reason="promotion")
    assert not can_see_content(cast.publisher, proposal)
    assert can_see_content(cast.outsider, proposal)
    assert can_see_content(cast.animator, proposal)
    assert list(queue_of(cast.animator)) == [proposal]


def test_a_page_is_never_hidden_by_reports(cast: Cast, offer: OfferPage) -> None:
    for number in range(20):
        told = Told(reason="closed", changes={}, base={}, network=f"198.51.{number}.0/24")
        file_report(subject=PageSubject(offer), told=told)
    offer.refresh_from_db()
    assert offer.live
    assert offer.public.state == "live"


def test_an_animator_upholds(cast: Cast, offer: OfferPage, post: Post) -> None:
    (user,) = people(offer, 1)
    flag(subject=of_post(post), user=user, reason="insult")
    uphold(subject=of_post(post), by=cast.animator, reason="off_topic")
    post.refresh_from_db()
    assert (post.hidden_by, post.hidden_reason) == (cast.animator, "off_topic")
    assert Flag.objects.get().outcome == Flag.Outcome.UPHELD


def test_an_animator_takes_over_what_reports_hid(cast: Cast, offer: OfferPage, post: Post) -> None:
    for user in people(offer):
        flag(subject=of_post(post), user=user, reason="insult")
    uphold(subject=fresh(of_post(post)), by=cast.animator, reason="insult")
    post.refresh_from_db()
    assert post.hidden_by == cast.animator


def test_set_aside_it_shows_again_and_may_be_reported_anew(
    cast: Cast, offer: OfferPage, proposal: Proposal
) -> None:
    HiddenProposal.objects.create(proposal=proposal, reason="promotion")
    set_aside(subject=of_proposal(proposal), by=cast.animator)
    assert not HiddenProposal.objects.exists()
    assert can_see_content(cast.publisher, proposal)
    flag(subject=fresh(of_proposal(proposal)), user=cast.publisher, reason="insult")
    assert Flag.objects.open().count() == 1


@pytest.mark.parametrize("who", ["outsider", "publisher", "other_animator", "member"])
def test_others_settle_nothing(cast: Cast, post: Post, who: str) -> None:
    for act in (
        lambda: uphold(subject=of_post(post), by=getattr(cast, who), reason="insult"),
        lambda: set_aside(subject=of_post(post), by=getattr(cast, who)),
    ):
        with pytest.raises(PermissionDenied):
            act()
    post.refresh_from_db()
    assert not post.is_hidden


def test_nobody_reports_their_own_nor_without_reason(cast: Cast, post: Post) -> None:
    with pytest.raises(PermissionDenied):
        flag(subject=of_post(post), user=cast.outsider, reason="insult")
    for said in ({"reason": "because"}, {"reason": "insult", "text": "x" * 501}):
        with pytest.raises(Refused):
            flag(subject=of_post(post), user=cast.member, **said)
    assert not Flag.objects.exists()


def test_animators_are_told_once_of_one_thing(cast: Cast, offer: OfferPage, post: Post) -> None:
    for user in people(offer):
        flag(subject=of_post(post), user=user, reason="insult")
    assert Notice.objects.filter(recipient=cast.animator, kind="flag_to_read").count() == 1


def test_over_http(client: Any, cast: Cast, offer: OfferPage, post: Post) -> None:
    url = reverse("moderation:flag", args=["message", post.uuid])
    client.force_login(cast.member)
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "insult", "text": "Relisez."}).status_code == 302
    client.force_login(cast.animator)
    listed = client.get(reverse("moderation:flags"))
    assert "Relisez." in listed.content.decode()
    settle = reverse("moderation:flag-settle", args=["message", post.uuid])
    assert client.post(settle, {"reason": "because"}).status_code == 302
    assert Flag.objects.open().count() == 1
    assert client.post(settle, {"reason": "insult"}).status_code == 302
    post.refresh_from_db()
    assert post.is_hidden


@pytest.mark.parametrize("size", [1, 8])
def test_the_list_costs_the_same_whatever_its_length(
    client: Any, cast: Cast, offer: OfferPage, size: int, django_assert_num_queries: Any
) -> None:
    for number in range(size):
        thread = open_thread(
            author=cast.outsider, place=at_page(offer), subject="Horaires", body=f"Nul {number}"
        )
        flag(subject=of_post(thread.posts.get()), user=cast.member, reason="insult")
        asked = propose(offer, cast.outsider, fee_detail=f"{number} €")
        flag(subject=of_proposal(asked), user=cast.publisher, reason="promotion")
    client.force_login(cast.animator)
    client.get(reverse("moderation:flags"))
    with django_assert_num_queries(LIST_QUERIES):
        client.get(reverse("moderation:flags"))


LIST_QUERIES = 10


def test_what_is_reported_again_after_an_answer_is_told_again(
    offer: OfferPage, post: Post, cast: Cast
) -> None:
    one, two, three = people(offer)
    flag(subject=of_post(post), user=one, reason="insult")
    flag(subject=of_post(post), user=two, reason="insult")
    told = Notice.objects.filter(kind="flag_to_read", recipient=cast.animator)
    assert told.count() == 1
    set_aside(subject=fresh(of_post(post)), by=cast.animator)
    flag(subject=of_post(post), user=three, reason="insult")
    assert told.count() == 2
