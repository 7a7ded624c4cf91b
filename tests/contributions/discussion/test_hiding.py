"""A hidden message leaves no trace, but for the animators of the territory."""

import json
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.privacy import export_account
from contributions.discussion.errors import Unsaid
from contributions.discussion.permissions import can_edit_post, can_hide
from contributions.discussion.places import at_proposal
from contributions.discussion.reading import thread_count
from contributions.discussion.services import edit_post, hide, open_thread, reply, unhide
from contributions.models import Post, Thread
from journal import outbox
from journal.models import AuditEvent
from notifications.models import Notice
from tests.contributions.discussion.making import opening, place_at, start
from tests.contributions.making import propose

SECRET = "Zéphyrine"
SUBJECT = f"{SECRET} au guichet"
REASON = Post.Reason.PERSONAL_DATA


@pytest.fixture
def thread(offer, cast) -> Thread:
    """Started by a trusted person, so that visitors read it too."""
    return start(offer, cast.animator, subject="Le guichet", body="Qui répond le lundi ?")


@pytest.fixture
def hidden(thread, cast) -> Post:
    """An answer that calls two people, then hidden."""
    reply(author=cast.outsider, thread=thread, body="Je ne sais pas.")
    text = f"C'est {SECRET}, demandez @Claire ou @Mésange patiente."
    post = reply(author=cast.other_animator, thread=thread, body=text)
    return hide(moderator=cast.animator, post=post, reason=REASON)


def pages_of(offer: Any, thread: Thread) -> list[str]:
    return [
        offer.public.get_absolute_url(),
        offer.structure.get_absolute_url(),
        reverse("contributions:discussion-offer", args=[offer.public_id]),
        thread.get_absolute_url(),
        reverse("contributions:history", args=["offres", offer.public_id]),
        reverse("home:me"),
        reverse("contributions:mine"),
        reverse("accounts:data"),
        "/recherche/?besoin=mobilite--acceder-a-un-vehicule&lieu=fr:commune:12202",
        "/structures/?nom=demandez",
    ]


@pytest.mark.parametrize("who", ["", "outsider", "publisher", "member", "other_animator"])
def test_it_is_on_no_page(client, cast, offer, thread, hidden, who) -> None:
    if who:
        client.force_login(getattr(cast, who))
    for page in pages_of(offer, thread):
        content = client.get(page, follow=True).content.decode()
        assert SECRET not in content, page
        assert str(hidden.uuid) not in content, page
    assert client.get(hidden.get_absolute_url()).status_code == 404
    for act in ("post-edit", "post-hide", "post-show"):
        answer = client.post(reverse(f"contributions:{act}", args=[hidden.uuid]), {"body": "x"})
        assert answer.status_code == (404 if who else 302)


@pytest.mark.parametrize("who", ["animator", "administrator"])
def test_the_animators_of_the_territory_see_it_and_why(client, cast, thread, hidden, who) -> None:
    client.force_login(getattr(cast, who))
    page = client.get(thread.get_absolute_url()).content.decode()
    assert SECRET in page
    assert "Awa" in page
    assert str(hidden.get_hidden_reason_display()) in page.replace("&#x27;", "'")


def test_it_is_not_counted(client, cast, offer, thread, hidden) -> None:
    url = reverse("contributions:discussion-offer", args=[offer.public_id])
    client.force_login(cast.member)
    assert client.get(url).context["threads"][0][0].said == 2
    client.logout()
    assert client.get(url).context["threads"][0][0].said == 1


def test_it_does_not_move_its_discussion_up(client, cast, offer, thread) -> None:
    start(offer, cast.animator, subject="Plus récent", body="Bonjour à tous.")
    post = reply(author=cast.animator, thread=thread, body="En haut de la liste.")
    url = reverse("contributions:discussion-offer", args=[offer.public_id])
    assert client.get(url).context["threads"][0][0] == thread
    hide(moderator=cast.administrator, post=post, reason=REASON)
    assert client.get(url).context["threads"][0][0] != thread


def test_with_its_first_message_the_discussion_goes(client, cast, offer) -> None:
    thread = start(offer, cast.animator, subject=SUBJECT, body="Elle crie.")
    answer = reply(author=cast.publisher, thread=thread, body=f"Qui, {SECRET} ? @Awa")
    hide(moderator=cast.administrator, post=opening(thread), reason=REASON)
    for user in (None, cast.publisher, cast.member):
        if user:
            client.force_login(user)
            assert thread_count("offer", offer.pk, user) == 0
        for page in pages_of(offer, thread):
            assert SECRET not in client.get(page, follow=True).content.decode(), page
        assert client.get(thread.get_absolute_url()).status_code == 404
        assert client.get(answer.get_absolute_url()).status_code == 404
        sent = client.post(thread.get_absolute_url(), {"body": "Encore"})
        assert sent.status_code == 404
    client.force_login(cast.animator)
    assert SECRET in client.get(thread.get_absolute_url()).content.decode()


def test_the_discussion_of_a_proposal_hides_it_too(client, cast, offer) -> None:
    proposal = propose(offer, cast.outsider)
    place = at_proposal(proposal)
    thread = open_thread(author=cast.publisher, place=place, subject=SUBJECT, body="Elle crie.")
    hide(moderator=cast.animator, post=opening(thread), reason=REASON)
    for who in ("outsider", "publisher"):
        client.force_login(getattr(cast, who))
        for page in (reverse("contributions:proposal", args=[proposal.uuid]), place.discussion_url):
            assert SECRET not in client.get(page).content.decode()


def test_nobody_is_mailed_of_it(cast, offer, thread, hidden, django_capture_on_commit_callbacks):
    outbox.drain(at=timezone.now() + outbox.LEASE)
    # Its author, and nobody else, is led to what they may say against it.
    others = [one for one in mail.outbox if one.to != [hidden.author.email]]
    assert not any(str(hidden.uuid) in f"{one.subject} {one.body}" for one in others)
    assert not Notice.objects.filter(path__contains=str(hidden.uuid)).exists()


def test_what_was_mailed_already_is_taken_off_the_page_of_notices(cast, thread) -> None:
    post = reply(author=cast.outsider, thread=thread, body=f"{SECRET} ! @Claire")
    Notice.objects.update(mailed_at=timezone.now())
    assert Notice.objects.filter(recipient__in=[cast.publisher, cast.animator]).count() >= 2
    hide(moderator=cast.animator, post=post, reason=REASON)
    assert not Notice.objects.filter(kind__in=["discussion_mention", "discussion_reply"]).exists()


def test_who_was_told_of_it_is_told_of_what_follows_instead(cast, thread) -> None:
    post = reply(author=cast.outsider, thread=thread, body="Bof.")
    following = reply(author=cast.member, thread=thread, body="Le lundi, c'est fermé.")
    told = Notice.objects.filter(recipient=cast.animator, kind="discussion_reply")
    assert told.get().path == post.get_absolute_url()
    hide(moderator=cast.administrator, post=post, reason=REASON)
    assert told.get().path == following.get_absolute_url()


def test_the_exports_of_others_do_not_hold_it(cast, thread, hidden) -> None:
    for user in (cast.outsider, cast.publisher, cast.member):
        assert SECRET not in json.dumps(export_account(user), ensure_ascii=False, default=str)
        assert str(hidden.uuid) not in json.dumps(export_account(user), default=str)
    assert SECRET in json.dumps(export_account(cast.other_animator), ensure_ascii=False)


def test_its_author_is_told_why_and_nothing_else(cast, hidden) -> None:
    notice = Notice.objects.get(kind="discussion_hidden")
    assert notice.recipient == cast.other_animator
    assert SECRET not in json.dumps(notice.params)
    assert notice.params["reason"]


def test_shown_again_it_is_back_everywhere(client, cast, thread, hidden) -> None:
    unhide(moderator=cast.administrator, post=hidden)
    assert SECRET in client.get(thread.get_absolute_url()).content.decode()
    assert client.get(hidden.get_absolute_url()).status_code == 302
    assert not Notice.objects.filter(kind="discussion_hidden").exists()
    assert Notice.objects.filter(recipient=cast.publisher, kind="discussion_mention").exists()


@pytest.mark.parametrize("who", ["outsider", "publisher", "member", "other_animator"])
def test_only_the_animators_of_the_territory_hide(client, cast, offer, thread, who) -> None:
    user, post = getattr(cast, who), opening(thread)
    assert not can_hide(user, place_at(offer))
    with pytest.raises(PermissionDenied):
        hide(moderator=user, post=post, reason=REASON)
    with pytest.raises(PermissionDenied):
        unhide(moderator=user, post=post)
    client.force_login(user)
    url = reverse("contributions:post-hide", args=[post.uuid])
    assert client.post(url, {"reason": REASON}).status_code == 403
    post.refresh_from_db()
    assert not post.is_hidden


def test_an_animator_hides_and_shows_from_the_page(client, cast, offer, thread) -> None:
    post = reply(author=cast.outsider, thread=thread, body="Bof.")
    assert can_hide(cast.animator, place_at(offer))
    client.force_login(cast.animator)
    url = reverse("contributions:post-hide", args=[post.uuid])
    for reason in ("", "because"):
        client.post(url, {"reason": reason})
        post.refresh_from_db()
        assert not post.is_hidden
    assert client.get(url).status_code == 405
    client.post(url, {"reason": REASON})
    post.refresh_from_db()
    assert (post.hidden_by, post.hidden_reason) == (cast.animator, REASON)
    client.post(reverse("contributions:post-show", args=[post.uuid]))
    post.refresh_from_db()
    assert (post.is_hidden, post.hidden_by, post.hidden_reason) == (False, None, "")


def test_a_hiding_needs_one_of_our_reasons(cast, thread) -> None:
    with pytest.raises(Unsaid):
        hide(moderator=cast.animator, post=opening(thread), reason="because")


def test_hiding_and_showing_are_audited_once(cast, thread, hidden) -> None:
    hide(moderator=cast.animator, post=hidden, reason=REASON)
    unhide(moderator=cast.animator, post=hidden)
    unhide(moderator=cast.animator, post=hidden)
    events = AuditEvent.objects.filter(subject_type="contributions.post")
    assert [event.action for event in events] == ["discussion.hidden", "discussion.shown"]
    assert SECRET not in json.dumps([event.data for event in events])


def test_a_hidden_message_cannot_be_changed(cast, hidden) -> None:
    assert not can_edit_post(cast.other_animator, hidden)
    with pytest.raises(PermissionDenied):
        edit_post(author=cast.other_animator, post=hidden, body="Autre chose")
