"""The pages of a discussion, as each person finds them, with and without a mistake."""

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from contributions.discussion.places import at_proposal
from contributions.discussion.services import open_thread, reply, resolve
from contributions.models import Post, Thread
from contributions.views.discussion import POSTS_A_PAGE
from tests.contributions.discussion.making import (
    BODY,
    SUBJECT,
    make_trusted,
    opening,
    start,
)
from tests.contributions.making import form_data, propose

HOSTILE = "<script>alert(1)</script> <img src=x onerror=alert(2)> {{ x }} \"'"


@pytest.fixture
def url(offer) -> str:
    return reverse("contributions:discussion-offer", args=[offer.public_id])


def said(response: Any) -> str:
    return BeautifulSoup(response.content, "html.parser").get_text(" ", strip=True)


def test_a_member_starts_a_discussion_and_another_answers(client, cast, url) -> None:
    client.force_login(cast.outsider)
    page = client.get(url)
    assert b'<meta name="robots" content="noindex">' in page.content
    typed = {**form_data(page), "subject": SUBJECT, "body": BODY, "field": "opening_hours"}
    answer = client.post(url, typed)
    thread = Thread.objects.get()
    assert answer.url == thread.get_absolute_url()
    assert SUBJECT in said(client.get(url))
    client.force_login(cast.member)
    page = client.get(answer.url)
    assert BODY in said(page)
    assert b'<meta name="robots" content="noindex">' in page.content
    answer = client.post(page.request["PATH_INFO"], {**form_data(page), "body": "Oui, le matin."})
    post = Post.objects.get(is_opening=False)
    assert answer.url == post.get_absolute_url()
    assert client.get(answer.url).url.endswith(f"#message-{post.uuid}")
    assert "Oui, le matin." in said(client.get(thread.get_absolute_url()))


def test_hostile_words_stay_words(client, cast, offer, url) -> None:
    thread = start(offer, cast.outsider, subject=HOSTILE, body=HOSTILE)
    client.force_login(cast.member)
    for address in (url, thread.get_absolute_url()):
        page = client.get(address)
        assert b"<script>alert" not in page.content
        assert b"<img src=x" not in page.content
    assert "{{ x }}" in said(page)


@pytest.mark.parametrize(
    "typed",
    [
        {"subject": "", "body": BODY},
        {"subject": SUBJECT, "body": "x" * 4001},
        {"subject": SUBJECT, "body": "a\x00b"},
        {"subject": SUBJECT, "body": BODY, "field": "owner"},
        {},
    ],
)
def test_what_cannot_be_kept_comes_back_with_what_was_typed(client, cast, url, typed) -> None:
    client.force_login(cast.outsider)
    answer = client.post(url, typed)
    assert answer.status_code == 422
    assert not Thread.objects.exists()
    box = BeautifulSoup(answer.content, "html.parser").select_one("textarea[name=body]")
    assert box.get_text().strip() == typed.get("body", "")


def test_a_megabyte_is_refused(client, cast, url) -> None:
    client.force_login(cast.outsider)
    answer = client.post(url, {"subject": SUBJECT, "body": "x" * 1_000_000})
    assert answer.status_code == 413
    assert not Thread.objects.exists()


def test_an_answer_that_cannot_be_kept_comes_back(client, cast, offer) -> None:
    thread = start(offer, cast.outsider)
    client.force_login(cast.member)
    for text, status in (("", 422), ("x" * 4001, 422)):
        answer = client.post(thread.get_absolute_url(), {"body": text})
        assert answer.status_code == status
    resolve(user=cast.outsider, thread=thread)
    answer = client.post(thread.get_absolute_url(), {"body": "Trop tard ?"})
    assert answer.status_code == 409
    assert "Trop tard ?" in answer.content.decode()
    assert Post.objects.count() == 1


def test_a_form_sent_twice_says_so(client, cast, offer, url) -> None:
    client.force_login(cast.outsider)
    typed = {"subject": SUBJECT, "body": BODY}
    assert [client.post(url, typed).status_code for _time in range(2)] == [302, 409]
    thread = Thread.objects.get()
    answers = [client.post(thread.get_absolute_url(), {"body": "Alors ?"}) for _time in range(2)]
    assert [answer.status_code for answer in answers] == [302, 409]


def test_too_much_is_refused_with_what_was_typed(client, cast, offer, url) -> None:
    thread = start(offer, cast.outsider)
    client.force_login(cast.outsider)
    for number in range(9):
        client.post(thread.get_absolute_url(), {"body": f"Message {number}"})
    answer = client.post(thread.get_absolute_url(), {"body": "Le onzième"})
    assert answer.status_code == 429
    assert "Le onzième" in answer.content.decode()
    answer = client.post(url, {"subject": SUBJECT, "body": "Un autre sujet"})
    assert answer.status_code == 429


def test_a_session_that_ended_loses_nothing(client, offer, cast, url) -> None:
    thread = start(offer, cast.animator)
    for address in (url, thread.get_absolute_url()):
        answer = client.post(address, {"subject": SUBJECT, "body": "Un long message"})
        assert answer.status_code == 403
        assert "Un long message" in answer.content.decode()
        assert reverse("account_login") in answer.content.decode()
    assert Post.objects.count() == 1


def test_visitors_read_what_trusted_people_wrote(client, cast, offer, url) -> None:
    thread = start(offer, cast.outsider)
    reply(author=cast.animator, thread=thread, body="Je les appelle.")
    known = start(offer, cast.animator, subject="Le tarif", body="Il a changé.")
    reply(author=cast.outsider, thread=known, body="Depuis janvier, je crois.")
    page = said(client.get(url))
    assert SUBJECT not in page
    assert "Le tarif" in page
    assert client.get(thread.get_absolute_url()).status_code == 404
    assert client.get(opening(thread).get_absolute_url()).status_code == 404
    assert "Depuis janvier" not in said(client.get(known.get_absolute_url()))
    make_trusted(cast.outsider, offer)
    assert SUBJECT in said(client.get(url))
    assert "Depuis janvier" in said(client.get(known.get_absolute_url()))
    assert "Je les appelle." in said(client.get(thread.get_absolute_url()))


def test_the_page_of_the_offer_counts_what_its_reader_finds(client, cast, offer, url) -> None:
    start(offer, cast.outsider)
    start(offer, cast.animator, subject="Le tarif", body="Il a changé.")
    address = offer.public.get_absolute_url()

    def link() -> str:
        soup = BeautifulSoup(client.get(address).content, "html.parser")
        return soup.select_one(f"a[href='{url}']").get_text(strip=True)

    assert link().startswith("1 ")
    client.force_login(cast.member)
    assert link().startswith("2 ")


def test_structures_and_needs_lead_to_their_discussion(client, cast, need_page) -> None:
    for page in (cast.structure, need_page):
        soup = BeautifulSoup(client.get(page.get_absolute_url()).content, "html.parser")
        link = soup.select_one("main a[href$='/discussion/']")["href"]
        client.force_login(cast.outsider)
        answer = client.post(link, {"subject": SUBJECT, "body": BODY})
        assert SUBJECT in said(client.get(answer.url))
        assert SUBJECT in said(client.get(link))
        assert "1 discussion" in said(client.get(page.get_absolute_url()))
        client.logout()


def test_a_proposal_is_discussed_on_its_page(client, cast, offer) -> None:
    proposal = propose(offer, cast.outsider)
    place = at_proposal(proposal)
    thread = open_thread(author=cast.animator, place=place, subject=SUBJECT, body=BODY)
    own = reverse("contributions:proposal", args=[proposal.uuid])
    addresses = (
        place.discussion_url,
        thread.get_absolute_url(),
        opening(thread).get_absolute_url(),
    )
    for who in ("outsider", "publisher", "animator", "administrator"):
        client.force_login(getattr(cast, who))
        assert SUBJECT in said(client.get(own))
        for address in addresses:
            assert client.get(address, follow=True).status_code == 200
    for who in ("member", "other_animator"):
        client.force_login(getattr(cast, who))
        for address in addresses:
            assert client.get(address).status_code == 404
    client.logout()
    for address in addresses:
        assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/offres/aaaaaaaa/discussion/",
        "/structures/aaaaaaaa/discussion/",
        "/besoins/nulle-part/discussion/",
        "/propositions/00000000-0000-0000-0000-000000000000/discussion/",
        "/discussions/00000000-0000-0000-0000-000000000000/",
        "/discussions/messages/00000000-0000-0000-0000-000000000000/",
    ],
)
def test_what_does_not_exist_is_not_found(client, cast, path) -> None:
    client.force_login(cast.outsider)
    assert client.get(path).status_code == 404
    assert client.post(path, {"body": "x"}).status_code in {404, 405}


def test_a_page_taken_off_the_site_has_no_discussion_any_more(client, cast, offer, url) -> None:
    thread = start(offer, cast.animator)
    type(offer).objects.filter(pk=offer.pk).update(live=False)
    assert client.get(url).status_code == 404
    assert client.get(thread.get_absolute_url()).status_code == 404


def test_the_author_changes_a_message(client, cast, offer) -> None:
    post = opening(start(offer, cast.outsider))
    url = reverse("contributions:post-edit", args=[post.uuid])
    client.force_login(cast.outsider)
    page = client.get(url)
    assert form_data(page)["body"] == BODY
    assert client.post(url, {**form_data(page), "body": "Mieux dit."}).status_code == 302
    post.refresh_from_db()
    assert post.body == "Mieux dit."
    assert client.post(url, {"body": ""}).status_code == 422
    assert client.post(url, {"body": "x" * 4001}).status_code == 422
    Post.objects.update(at=timezone.now() - timedelta(minutes=20), edited_at=None)
    answer = client.post(url, {"body": "Trop tard"})
    assert answer.status_code == 403
    assert "Trop tard" in answer.content.decode()
    assert Post.objects.get().body == "Mieux dit."


@pytest.mark.parametrize("who", ["publisher", "animator", "member"])
def test_others_cannot(client, cast, offer, who) -> None:
    post = opening(start(offer, cast.outsider))
    url = reverse("contributions:post-edit", args=[post.uuid])
    client.force_login(getattr(cast, who))
    assert client.get(url).status_code == 403
    assert client.post(url, {"body": "Autre chose"}).status_code == 403


def test_resolving_from_the_page(client, cast, offer) -> None:
    thread = start(offer, cast.outsider)
    resolved = reverse("contributions:resolve", args=[thread.uuid])
    client.force_login(cast.member)
    assert client.post(resolved).status_code == 403
    client.force_login(cast.outsider)
    assert client.get(resolved).status_code == 405
    assert client.post(resolved).url == thread.get_absolute_url()
    thread.refresh_from_db()
    assert thread.state == Thread.State.RESOLVED
    assert "Mésange patiente" in said(client.get(thread.get_absolute_url()))
    client.post(reverse("contributions:reopen", args=[thread.uuid]))
    thread.refresh_from_db()
    assert thread.state == Thread.State.OPEN
    client.logout()
    assert client.post(resolved).status_code in {403, 404}


LIST_QUERIES = 3
THREAD_QUERIES = 15


@pytest.mark.parametrize("size", [1, 12])
def test_pages_cost_the_same_whatever_their_length(
    client, cast, offer, url, size, django_assert_num_queries: Any
) -> None:
    thread = start(offer, cast.animator)
    for number in range(size):
        reply(author=cast.animator, thread=thread, body=f"Message {number}")
        start(offer, cast.animator, subject=f"Sujet {number}", body=f"Texte {number}")
    with django_assert_num_queries(LIST_QUERIES):
        client.get(url)
    client.force_login(cast.member)
    client.get(thread.get_absolute_url())
    with django_assert_num_queries(THREAD_QUERIES):
        client.get(thread.get_absolute_url())


def test_a_long_discussion_has_pages_and_messages_their_address(client, cast, offer) -> None:
    thread = start(offer, cast.animator)
    now = timezone.now()
    for number in range(POSTS_A_PAGE + 1):
        Post.objects.create(
            thread=thread,
            author=cast.animator,
            author_label="Awa",
            body=f"Message {number}",
            at=now + timedelta(seconds=number),
        )
    last = Post.objects.latest("at")
    address = client.get(last.get_absolute_url()).url
    assert address.endswith(f"?page=2#message-{last.uuid}")
    assert str(last.uuid) in client.get(address).content.decode()
    assert str(last.uuid) not in client.get(thread.get_absolute_url()).content.decode()
