"""Several people write, hide and resolve at once: nothing twice, nothing where it is closed."""

from functools import partial

import pytest

from contributions.discussion.errors import ResolvedThread, SaidAlready, TooMany
from contributions.discussion.services import (
    MOST_AN_HOUR_AT_FIRST,
    hide,
    open_thread,
    reply,
    resolve,
    unhide,
)
from contributions.models import Post, Thread
from journal.models import AuditEvent
from notifications.models import Notice
from offers.models import OfferPage
from tests.at_once import at_once, need_postgresql
from tests.cast import Cast, make_cast
from tests.contributions.discussion.making import BODY, SUBJECT, opening, place_at, start
from tests.factories import make_offer

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

together = partial(at_once, expected=(SaidAlready, TooMany, ResolvedThread))


@pytest.fixture(autouse=True)
def _postgresql_only() -> None:
    need_postgresql()


@pytest.fixture
def cast(_postgresql_only: None, transactional_db: None, words: None) -> Cast:
    return make_cast()


@pytest.fixture
def offer(cast: Cast) -> OfferPage:
    return make_offer(structure=cast.structure, author=cast.publisher)


def test_a_double_click_says_it_once(offer, cast) -> None:
    place = place_at(offer)
    opened = together(
        *[
            lambda: open_thread(author=cast.outsider, place=place, subject=SUBJECT, body=BODY)
            for _click in range(4)
        ]
    )
    assert Thread.objects.count() == 1
    assert sum(isinstance(one, SaidAlready) for one in opened) == 3
    thread = Thread.objects.get()
    together(
        *[lambda: reply(author=cast.member, thread=thread, body="Oui.") for _click in range(4)]
    )
    assert Post.objects.filter(is_opening=False).count() == 1
    assert Notice.objects.filter(recipient=cast.outsider).count() == 1


def test_no_more_is_written_than_the_measure(offer, cast) -> None:
    thread = start(offer, cast.outsider)
    together(
        *[
            partial(reply, author=cast.outsider, thread=thread, body=f"Message {number}")
            for number in range(MOST_AN_HOUR_AT_FIRST + 5)
        ]
    )
    assert Post.objects.count() == MOST_AN_HOUR_AT_FIRST


def test_two_animators_hide_it_once(offer, cast) -> None:
    post = opening(start(offer, cast.outsider))
    together(
        *[
            partial(hide, moderator=user, post=post, reason="insult")
            for user in (cast.animator, cast.administrator) * 2
        ]
    )
    assert AuditEvent.objects.filter(action="discussion.hidden").count() == 1
    assert Notice.objects.filter(kind="discussion_hidden").count() == 1


@pytest.mark.parametrize("time", range(5))
def test_what_is_hidden_while_it_is_answered_leaves_no_notice(offer, cast, time) -> None:
    thread = start(offer, cast.outsider)
    post = reply(author=cast.member, thread=thread, body="Bof. @Claire")
    together(
        partial(hide, moderator=cast.animator, post=post, reason="insult"),
        partial(reply, author=cast.publisher, thread=thread, body="Je regarde."),
        partial(resolve, user=cast.animator, thread=thread),
    )
    assert not Notice.objects.filter(path__contains=str(post.uuid)).exists()
    told = Notice.objects.filter(recipient=cast.outsider, kind="discussion_reply")
    assert told.count() == Post.objects.filter(author=cast.publisher).count()
    unhide(moderator=cast.animator, post=post)
    assert Thread.objects.get().state == Thread.State.RESOLVED
