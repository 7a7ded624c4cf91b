"""Who is told of what is said, and of nothing else."""

from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from contributions.discussion.mentions import mentioned
from contributions.discussion.places import at_proposal
from contributions.discussion.services import edit_post, open_thread, reply
from contributions.models import Thread
from journal import outbox
from notifications.models import Notice
from tests.cast import make_user
from tests.contributions.discussion.making import opening, start
from tests.contributions.making import propose


@pytest.fixture
def thread(offer, cast) -> Thread:
    return start(offer, cast.outsider)


def told(user: Any, kind: str = "") -> int:
    kinds = Notice.objects.filter(recipient=user, kind__startswith=f"discussion_{kind}")
    return kinds.count()


def test_those_who_took_part_are_told_once_until_they_read(client, cast, thread) -> None:
    reply(author=cast.member, thread=thread, body="Oui.")
    reply(author=cast.member, thread=thread, body="Enfin, je crois.")
    assert told(cast.outsider, "reply") == 1
    assert told(cast.member) == 0
    client.force_login(cast.outsider)
    client.get(thread.get_absolute_url())
    assert not Notice.objects.unread().filter(recipient=cast.outsider).exists()
    reply(author=cast.member, thread=thread, body="J'ai vérifié.")
    assert told(cast.outsider, "reply") == 2


def test_the_reading_of_one_leaves_the_others_unread(client, cast, thread) -> None:
    reply(author=cast.publisher, thread=thread, body="Je regarde.")
    reply(author=cast.member, thread=thread, body="Oui.")
    client.force_login(cast.outsider)
    client.get(thread.get_absolute_url())
    assert Notice.objects.unread().filter(recipient=cast.publisher).count() == 1


def test_who_keeps_the_page_is_told_when_called(cast, thread) -> None:
    assert told(cast.publisher) == 0
    reply(author=cast.member, thread=thread, body="Demandez à @claire, c'est sa page.")
    assert told(cast.publisher, "mention") == 1
    assert told(cast.publisher, "reply") == 0


def test_nobody_else_is_looked_for(cast, thread) -> None:
    reply(author=cast.member, thread=thread, body="@Boris @Awa @Gaëlle, vous savez ?")
    for user in (cast.other_animator, cast.animator, cast.administrator):
        assert told(user) == 0


def test_nobody_is_told_of_their_own_words(cast, thread) -> None:
    reply(author=cast.publisher, thread=thread, body="@Claire, c'est moi.")
    assert told(cast.publisher) == 0


def test_a_call_added_within_the_quarter_of_an_hour_counts_once(cast, thread) -> None:
    post = opening(thread)
    edit_post(author=cast.outsider, post=post, body="@Claire, est-ce ouvert ?")
    edit_post(author=cast.outsider, post=post, body="@Claire, est-ce ouvert le samedi ?")
    assert told(cast.publisher, "mention") == 1


def test_the_author_of_a_proposal_is_told_of_what_is_said_about_it(cast, offer) -> None:
    place = at_proposal(propose(offer, cast.outsider))
    thread = open_thread(
        author=cast.animator, place=place, subject="Une question", body="Depuis quand ?"
    )
    assert told(cast.outsider, "reply") == 1
    reply(author=cast.outsider, thread=thread, body="Depuis janvier.")
    assert told(cast.animator, "reply") == 1


def test_who_may_no_longer_read_is_not_told(cast, offer) -> None:
    place = at_proposal(propose(offer, cast.outsider))
    thread = open_thread(author=cast.publisher, place=place, subject="Ah bon", body="Vraiment ?")
    cast.publisher.memberships.all().delete()
    reply(author=cast.outsider, thread=thread, body="Oui, @Claire.")
    assert told(cast.publisher) == 0


def test_a_closed_account_is_not_told(cast, thread) -> None:
    cast.outsider.is_active = False
    cast.outsider.save()
    reply(author=cast.member, thread=thread, body="Oui.")
    assert told(cast.outsider) == 0


def test_the_mail_leads_to_the_message_in_the_language_of_the_person(cast, thread) -> None:
    post = reply(author=cast.member, thread=thread, body="Oui. @Claire")
    outbox.drain(at=timezone.now() + outbox.LEASE)
    assert {one.to[0] for one in mail.outbox} == {cast.outsider.email, cast.publisher.email}
    for one in mail.outbox:
        assert post.get_absolute_url() in one.body
        assert thread.subject in one.body
        assert post.body not in one.body


def test_a_subject_forges_no_header(cast, offer) -> None:
    thread = start(offer, cast.outsider, subject="Bonjour\r\nBcc: tous@example.org")
    reply(author=cast.member, thread=thread, body="Oui.")
    outbox.drain(at=timezone.now() + outbox.LEASE)
    assert mail.outbox[0].recipients() == [cast.outsider.email]
    assert "\n" not in mail.outbox[0].subject


def test_the_longest_name_is_read_first(db) -> None:
    short = make_user("a@example.org", "Ana")
    long = make_user("b@example.org", "Ana Maria")
    twin = make_user("c@example.org", "Ana")
    people = [short, long, twin]
    assert mentioned("Merci @ana maria !", people) == [long]
    assert mentioned("Merci @ANA, et toi @Ana Maria.", people) == [long, short, twin]
    assert mentioned("Anabelle@anatole @Analyse", people) == []
