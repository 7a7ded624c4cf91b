"""Opening, answering, mending, resolving: what the services allow, refuse and keep."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import User
from contributions.discussion import trust
from contributions.discussion.errors import ResolvedThread, SaidAlready, TooMany, Unsaid
from contributions.discussion.permissions import (
    can_edit_post,
    can_hide,
    can_read_discussion,
    can_reopen,
    can_resolve,
    can_write,
)
from contributions.discussion.places import at_page, at_proposal
from contributions.discussion.services import (
    MOST_AN_HOUR_AT_FIRST,
    edit_post,
    open_thread,
    reopen,
    reply,
    resolve,
)
from contributions.discussion.trust import is_trusted, register_trust
from contributions.models import Post, Thread
from journal.models import AuditEvent
from moderation.models import Trust
from offers.models.structures import AddressVisibility
from tests.contributions.discussion.making import (
    BODY,
    make_trusted,
    opening,
    place_at,
    start,
)
from tests.contributions.making import propose


def test_anyone_with_an_account_starts_a_discussion(offer, cast) -> None:
    thread = start(offer, cast.outsider, field="opening_hours")
    post = opening(thread)
    assert (thread.offer_id, thread.field, thread.state) == (offer.pk, "opening_hours", "open")
    assert (post.author, post.author_label, post.body) == (cast.outsider, "Mésange patiente", BODY)


def test_structures_are_discussed_too(cast) -> None:
    place = at_page(cast.structure)
    thread = open_thread(author=cast.outsider, place=place, subject="Le nom", body=BODY)
    assert thread.structure == cast.structure


def test_so_are_the_pages_of_needs_by_the_animators_of_the_country(need_page, cast) -> None:
    place = at_page(need_page)
    thread = open_thread(author=cast.outsider, place=place, subject="Les mots", body=BODY)
    assert thread.need_page == need_page
    assert not can_hide(cast.animator, place)
    assert can_hide(cast.administrator, place)


def test_a_proposal_is_discussed_by_those_who_may_read_it(offer, cast) -> None:
    place = at_proposal(propose(offer, cast.outsider))
    assert can_write(cast.outsider, place)
    assert can_write(cast.publisher, place)
    assert can_write(cast.animator, place)
    for user in (cast.member, cast.other_animator):
        assert not can_read_discussion(user, place)
        with pytest.raises(PermissionDenied):
            open_thread(author=user, place=place, subject="Bonjour", body=BODY)
    open_thread(
        author=cast.animator, place=place, subject="Une question", body=BODY, field="fee_detail"
    )
    with pytest.raises(Unsaid):
        open_thread(author=cast.animator, place=place, subject="Titre", body="Ah.", field="title")


def test_a_page_taken_off_the_site_is_no_longer_discussed(offer, cast) -> None:
    thread = start(offer, cast.outsider)
    type(offer).objects.filter(pk=offer.pk).update(live=False)
    with pytest.raises(PermissionDenied):
        reply(author=cast.outsider, thread=Thread.objects.get(pk=thread.pk), body="Et alors ?")


def test_a_closed_account_writes_nothing(offer, cast) -> None:
    cast.outsider.is_active = False
    assert not can_write(cast.outsider, place_at(offer))


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("subject", {"subject": "  "}),
        ("subject", {"subject": "é" * 151}),
        ("body", {"body": "x" * 4001}),
        ("body", {"body": " \n\n ... \n"}),
        ("field", {"field": "owner"}),
    ],
)
def test_what_cannot_be_kept_is_refused_with_its_field(offer, cast, field, said) -> None:
    with pytest.raises(Unsaid) as refusal:
        start(offer, cast.outsider, **said)
    assert refusal.value.field == field
    assert not Thread.objects.exists()


def test_a_protected_address_is_not_given_away(offer, cast) -> None:
    offer.visibility.address = AddressVisibility.HIDDEN
    offer.visibility.save()
    with pytest.raises(Unsaid):
        start(offer, cast.outsider, body="C'est au 12 RUE DE LA REPUBLIQUE, au fond.")
    thread = start(offer, cast.outsider)
    with pytest.raises(Unsaid):
        reply(author=cast.outsider, thread=thread, body="Au 12, rue de la République.")


def test_the_same_form_sent_twice_is_kept_once(offer, cast) -> None:
    thread = start(offer, cast.outsider)
    with pytest.raises(SaidAlready):
        start(offer, cast.outsider)
    reply(author=cast.outsider, thread=thread, body="Alors ?")
    with pytest.raises(SaidAlready):
        reply(author=cast.outsider, thread=thread, body="Alors ?")
    assert (Thread.objects.count(), Post.objects.count()) == (1, 2)


def test_one_person_writes_so_much_within_an_hour(offer, cast) -> None:
    thread = start(offer, cast.outsider)
    for number in range(MOST_AN_HOUR_AT_FIRST - 1):
        reply(author=cast.outsider, thread=thread, body=f"Message {number}")
    with pytest.raises(TooMany) as refusal:
        reply(author=cast.outsider, thread=thread, body="Un de trop")
    assert str(MOST_AN_HOUR_AT_FIRST) in str(refusal.value)
    make_trusted(cast.outsider, offer)
    reply(author=cast.outsider, thread=thread, body="Un de plus")
    assert Post.objects.count() == MOST_AN_HOUR_AT_FIRST + 1


def test_authors_mend_their_message_within_a_quarter_of_an_hour(offer, cast) -> None:
    post = opening(start(offer, cast.outsider))
    changed = edit_post(author=cast.outsider, post=post, body="Je voulais dire le dimanche.")
    assert changed.body == "Je voulais dire le dimanche."
    assert changed.edited_at is not None
    assert can_edit_post(cast.outsider, post, at=post.at + timedelta(minutes=14))
    assert not can_edit_post(cast.outsider, post, at=post.at + timedelta(minutes=16))
    Post.objects.update(at=timezone.now() - timedelta(minutes=16))
    with pytest.raises(PermissionDenied):
        edit_post(author=cast.outsider, post=post, body="Trop tard")


@pytest.mark.parametrize("who", ["publisher", "animator", "member"])
def test_nobody_changes_the_message_of_another(offer, cast, who) -> None:
    post = opening(start(offer, cast.outsider))
    with pytest.raises(PermissionDenied):
        edit_post(author=getattr(cast, who), post=post, body="Autre chose")
    post.refresh_from_db()
    assert (post.body, post.edited_at) == (BODY, None)


@pytest.mark.parametrize("who", ["outsider", "publisher", "animator", "administrator"])
def test_those_concerned_resolve_and_reopen(offer, cast, who) -> None:
    thread, user = start(offer, cast.outsider), getattr(cast, who)
    assert can_resolve(user, thread, place_at(offer))
    resolved = resolve(user=user, thread=thread)
    assert (resolved.state, resolved.resolved_by_label) == ("resolved", user.display_name)
    with pytest.raises(ResolvedThread):
        reply(author=cast.outsider, thread=thread, body="Encore une chose")
    assert can_reopen(user, thread, place_at(offer))
    assert reopen(user=user, thread=thread).resolved_at is None
    reply(author=cast.outsider, thread=thread, body="Encore une chose")


@pytest.mark.parametrize("who", ["member", "other_animator"])
def test_others_do_not(offer, cast, who) -> None:
    thread = start(offer, cast.outsider)
    with pytest.raises(PermissionDenied):
        resolve(user=getattr(cast, who), thread=thread)
    resolve(user=cast.outsider, thread=thread)
    with pytest.raises(PermissionDenied):
        reopen(user=getattr(cast, who), thread=thread)


def test_settling_what_another_started_is_audited(offer, cast) -> None:
    thread = start(offer, cast.outsider)
    resolve(user=cast.outsider, thread=thread)
    assert not AuditEvent.objects.filter(action__startswith="discussion.").exists()
    reopen(user=cast.animator, thread=thread)
    resolve(user=cast.publisher, thread=thread)
    resolve(user=cast.publisher, thread=thread)
    actions = AuditEvent.objects.filter(action__startswith="discussion.")
    assert list(actions.values_list("action", flat=True)) == [
        "discussion.reopened",
        "discussion.resolved",
    ]


def test_trust_is_that_of_the_table(offer, cast) -> None:
    assert not is_trusted(cast.outsider)
    make_trusted(cast.outsider, offer)
    assert is_trusted(cast.outsider)
    Trust.objects.update(level=Trust.Level.TRUSTED)
    assert is_trusted(cast.outsider)
    Trust.objects.update(level=Trust.Level.NEW)
    assert not is_trusted(cast.outsider)


def test_whoever_holds_a_role_is_trusted(cast) -> None:
    assert is_trusted(cast.animator)
    assert not is_trusted(cast.publisher)


def test_moderation_may_say_more_about_trust(cast, monkeypatch) -> None:
    monkeypatch.setattr(trust, "_rules", [])
    register_trust(lambda at: User.objects.filter(pk=cast.member.pk))
    assert is_trusted(cast.member)
    assert not is_trusted(cast.animator)
