"""Appeals over HTTP."""

import uuid

import pytest
from django.urls import reverse

from contributions.discussion.services import hide
from contributions.models import Proposal
from moderation.models import Appeal
from tests.contributions.discussion.making import opening, start
from tests.moderation.appeals.making import ANSWER, WHY, again, appeal, colleague, refused

LIST = "moderation:appeals"


@pytest.fixture
def decision(offer, cast):
    return refused(offer, cast.outsider, cast.animator)


@pytest.fixture
def other(cast):
    return colleague()


def address(name: str, thing) -> str:
    return reverse(f"moderation:{name}", args=[thing.uuid])


def test_the_author_appeals_from_the_page_that_says_why(client, cast, decision):
    client.force_login(cast.outsider)
    why = client.get(address("why", decision.proposal)).content.decode()
    url = address("appeal-refusal", decision.proposal)
    assert url in why
    assert decision.message in client.get(url).content.decode().replace("&#x27;", "'")
    response = client.post(url, {"text": WHY})
    made = Appeal.objects.get()
    assert response["Location"] == made.get_absolute_url()
    page = client.get(made.get_absolute_url()).content.decode()
    assert WHY in page.replace("&#x27;", "'")
    assert address("appeal-withdraw", made) in page
    assert url not in client.get(address("why", decision.proposal)).content.decode()


def test_what_was_typed_comes_back(client, cast, decision):
    client.force_login(cast.outsider)
    response = client.post(address("appeal-refusal", decision.proposal), {"text": "non, non"})
    assert response.status_code == 422
    assert "non, non" in response.content.decode()
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("who", ["member", "animator", "publisher"])
def test_others_do_not_find_the_form(client, cast, decision, who):
    client.force_login(getattr(cast, who))
    for method in (client.get, client.post):
        assert method(address("appeal-refusal", decision.proposal)).status_code == 404
    assert client.get(reverse("moderation:appeal-refusal", args=[uuid.uuid4()])).status_code == 404


def test_a_second_appeal_is_refused(client, cast, decision):
    appeal(decision, cast.outsider)
    client.force_login(cast.outsider)
    assert client.get(address("appeal-refusal", decision.proposal)).status_code == 403


def test_someone_else_overturns_and_goes_on_to_the_proposal(client, cast, decision, other):
    found = appeal(decision, cast.outsider)
    client.force_login(other)
    assert found.get_absolute_url() in client.get(reverse(LIST)).content.decode()
    page = client.get(found.get_absolute_url()).content.decode()
    assert address("appeal-settle", found) in page
    response = client.post(
        address("appeal-settle", found), {"verdict": "overturn", "answer": ANSWER}
    )
    assert response["Location"] == reverse("moderation:proposal", args=[decision.proposal.uuid])
    assert again(decision.proposal).state == Proposal.State.PENDING
    client.force_login(cast.outsider)
    assert ANSWER in client.get(found.get_absolute_url()).content.decode().replace("&#x27;", "'")


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"verdict": "maybe", "answer": ANSWER},
        {"verdict": "uphold", "answer": ""},
        {"verdict": "overturn", "answer": "a b c " * 400},
    ],
)
def test_an_incomplete_answer_is_sent_back(client, cast, decision, other, typed):
    found = appeal(decision, cast.outsider)
    client.force_login(other)
    response = client.post(address("appeal-settle", found), typed)
    assert response.status_code == 422
    assert typed.get("answer", "")[:50] in response.content.decode().replace("&#x27;", "'")
    assert again(found).is_open


def test_an_answer_that_comes_second_is_told_so(client, cast, decision, other):
    found = appeal(decision, cast.outsider)
    client.force_login(other)
    typed = {"verdict": "uphold", "answer": ANSWER}
    client.post(address("appeal-settle", found), typed)
    client.force_login(cast.administrator)
    response = client.post(address("appeal-settle", found), {**typed, "verdict": "overturn"})
    assert response.status_code == 409
    assert again(found).state == Appeal.State.UPHELD


def test_who_decided_reads_the_appeal_and_does_not_settle_it(client, cast, decision):
    found = appeal(decision, cast.outsider)
    client.force_login(cast.animator)
    page = client.get(found.get_absolute_url())
    assert page.status_code == 200
    assert address("appeal-settle", found) not in page.content.decode()
    typed = {"verdict": "uphold", "answer": ANSWER}
    assert client.post(address("appeal-settle", found), typed).status_code == 403


@pytest.mark.parametrize("who", ["other_animator", "member", "publisher"])
def test_an_appeal_is_not_there_for_others(client, cast, decision, who):
    found = appeal(decision, cast.outsider)
    client.force_login(getattr(cast, who))
    assert client.get(found.get_absolute_url()).status_code == 404
    for name in ("appeal-settle", "appeal-withdraw"):
        assert client.post(address(name, found)).status_code == 404


def test_the_author_takes_it_back(client, cast, decision):
    found = appeal(decision, cast.outsider)
    client.force_login(cast.outsider)
    for state in ("withdrawn", "withdrawn"):
        assert client.post(address("appeal-withdraw", found)).status_code == 302
        assert again(found).state == state
    client.force_login(cast.animator)
    assert client.post(address("appeal-withdraw", found)).status_code == 403


def test_a_hidden_message_has_its_form(client, cast, offer):
    post = opening(start(offer, cast.outsider))
    client.force_login(cast.outsider)
    assert client.get(address("appeal-hiding", post)).status_code == 404
    hide(moderator=cast.animator, post=post, reason="off_topic")
    assert client.get(address("appeal-hiding", post)).status_code == 200
    assert client.post(address("appeal-hiding", post), {"text": WHY}).status_code == 302
    client.force_login(cast.member)
    assert client.get(address("appeal-hiding", post)).status_code == 404


def test_what_people_write_is_shown_as_text(client, cast, decision, other):
    hostile = '<script>alert(1)</script> <a href="javascript:x">ici</a>'
    found = appeal(decision, cast.outsider, hostile)
    client.force_login(other)
    for url in (found.get_absolute_url(), reverse(LIST)):
        shown = client.get(url).content.decode()
        assert "<script>alert" not in shown
        assert 'href="javascript' not in shown
    client.post(address("appeal-settle", found), {"verdict": "uphold", "answer": hostile})
    client.force_login(cast.outsider)
    assert "<script>alert" not in client.get(found.get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", ["appeal", "appeal-settle", "appeal-withdraw"])
def test_an_unknown_appeal_is_not_there(client, cast, name):
    client.force_login(cast.animator)
    url = reverse(f"moderation:{name}", args=[uuid.uuid4()])
    assert (client.get if name == "appeal" else client.post)(url).status_code == 404


@pytest.mark.parametrize("name", ["appeal-settle", "appeal-withdraw"])
def test_reading_changes_nothing(client, cast, decision, other, name):
    found = appeal(decision, cast.outsider)
    client.force_login(other)
    assert client.get(address(name, found)).status_code == 405
    assert again(found).is_open


@pytest.mark.parametrize("size", [1, 8])
def test_the_list_costs_the_same_whatever_its_length(
    client, cast, offer, other, size, django_assert_max_num_queries
):
    for number in range(size):
        made = refused(offer, cast.outsider, cast.animator, fee_detail=f"{number} €")
        appeal(made, cast.outsider)
    client.force_login(other)
    client.get(reverse(LIST))
    with django_assert_max_num_queries(18):
        assert client.get(reverse(LIST)).status_code == 200
