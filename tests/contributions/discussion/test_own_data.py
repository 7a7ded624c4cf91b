"""What an account takes away and leaves behind of what it said."""

from django.urls import reverse

from accounts.privacy import erase_account, export_account
from contributions.discussion.services import hide, reply, resolve
from contributions.models import Post, Thread
from tests.contributions.discussion.making import BODY, SUBJECT, make_trusted, opening, start


def test_messages_are_exported(offer, cast) -> None:
    thread = start(offer, cast.outsider)
    assert export_account(cast.outsider)["discussions"] == [
        {
            "discussion": SUBJECT,
            "message": BODY,
            "at": opening(thread).at.isoformat(),
            "path": opening(thread).get_absolute_url(),
        }
    ]
    assert export_account(cast.member)["discussions"] == []


def test_an_erased_account_leaves_its_words_without_its_name(client, offer, cast) -> None:
    thread = start(offer, cast.outsider)
    other = start(offer, cast.member, subject="Autre chose", body="Bonjour.")
    hide(moderator=cast.animator, post=opening(other), reason=Post.Reason.OFF_TOPIC)
    resolve(user=cast.animator, thread=thread)
    erase_account(user=cast.outsider, by="self")
    erase_account(user=cast.animator, by="self")
    post = opening(thread)
    assert (post.author, post.body) == (None, BODY)
    assert "Mésange" not in post.author_label
    thread.refresh_from_db()
    hidden = opening(other)
    assert (thread.resolved_by, hidden.hidden_by) == (None, None)
    assert "Awa" not in thread.resolved_by_label + hidden.hidden_by_label
    client.force_login(cast.member)
    page = client.get(thread.get_absolute_url()).content.decode()
    assert "Mésange" not in page


def test_visitors_go_on_reading_what_they_read(client, offer, cast) -> None:
    make_trusted(cast.outsider, offer)
    read = start(offer, cast.outsider)
    unread = start(offer, cast.member, subject="Nouvelle ici", body="Je découvre.")
    reply(author=cast.publisher, thread=read, body="Merci.")
    for user in (cast.outsider, cast.member):
        erase_account(user=user, by="self")
    page = client.get(reverse("contributions:discussion-offer", args=[offer.public_id]))
    found = page.content.decode()
    assert SUBJECT in found
    assert "Nouvelle ici" not in found
    assert client.get(unread.get_absolute_url()).status_code == 404
    assert Thread.objects.count() == 2
