"""The pages on which people explain a need, and say it another way."""

import pytest
from django.urls import reverse

from contributions.models import Proposal
from home.site_tree import ensure_site_tree
from offers.models import Need, NeedPage
from offers.need_pages import publish_need_page
from tests.contributions.making import WHY, form_data
from tests.factories import CAR, load_words

DESCRIBE = reverse("contributions:need-describe", args=[CAR])
SAY = reverse("contributions:need-say", args=[CAR])


@pytest.fixture
def page(words, remembered) -> NeedPage:
    remembered("tree", ensure_site_tree)
    remembered("needs", load_words)
    return NeedPage.objects.get(need__code=CAR)


@pytest.fixture
def member(client, cast):
    client.force_login(cast.outsider)
    return client


@pytest.mark.parametrize("url", [DESCRIBE, SAY])
def test_a_visitor_signs_in_first(client, page, url) -> None:
    assert client.get(url).status_code == 302


def test_the_page_of_the_need_leads_there(client, page) -> None:
    html = client.get(page.get_absolute_url()).content.decode()
    assert DESCRIBE in html
    assert SAY in html


def test_a_better_explanation_is_sent(member, cast, page) -> None:
    data = {**form_data(member.get(DESCRIBE)), "description": "Avoir une voiture."}
    answer = member.post(DESCRIBE, {**data, "proposal_summary": WHY})
    proposal = Proposal.objects.get()
    assert answer.url == reverse("contributions:proposal", args=[proposal.uuid])
    assert (proposal.need_page, proposal.author) == (page, cast.outsider)
    assert proposal.changes == {"description": "Avoir une voiture."}
    assert member.get(answer.url).status_code == 200


def test_another_way_to_say_it_is_sent(member, page) -> None:
    assert member.get(SAY).status_code == 200
    member.post(SAY, {"text": "ma caisse est morte", "proposal_summary": WHY})
    proposal = Proposal.objects.get()
    assert (proposal.target_kind, proposal.action) == ("expression", "create")
    assert proposal.changes == {"text": "ma caisse est morte", "need": CAR}


def test_the_same_by_somebody_else_supports_it(member, cast, page) -> None:
    data = {"text": "ma caisse est morte", "proposal_summary": WHY}
    member.post(SAY, data)
    member.force_login(cast.member)
    assert member.post(SAY, data).url == page.get_absolute_url()
    assert Proposal.objects.get().supports.count() == 1


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"text": "", "proposal_summary": WHY},
        {"text": "ma caisse <script>", "proposal_summary": "court"},
        {"text": "x" * 501, "proposal_summary": WHY},
        {"text": "ma caisse", "proposal_summary": "x" * 501},
        {"text": "\x00", "proposal_summary": WHY},
    ],
)
def test_what_cannot_be_read_comes_back_as_typed(member, page, data) -> None:
    answer = member.post(SAY, data)
    assert answer.status_code == 422
    assert not Proposal.objects.exists()
    if "<script>" in data.get("text", ""):
        assert "ma caisse &lt;script&gt;" in answer.content.decode()


def test_a_page_that_changed_meanwhile_keeps_what_was_typed(member, cast, page) -> None:
    data = {**form_data(member.get(DESCRIBE)), "description": "La mienne.", "proposal_summary": WHY}
    publish_need_page(
        page=page, fields={"description": "La leur."}, action="need_page.edited",
        author=None, accepted_by=None, at=None, summary="", data={},
    )  # fmt: skip
    answer = member.post(DESCRIBE, data)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "La mienne." in html
    assert "La leur." in html
    assert not Proposal.objects.exists()
    again = {**form_data(answer), "description": "La mienne."}
    member.post(DESCRIBE, again)
    assert Proposal.objects.get().changes == {"description": "La mienne."}


@pytest.mark.parametrize("base", ["", "forged", "a:b:c"])
def test_a_forged_base_is_refused(member, page, base) -> None:
    data = {"base": base, "description": "Autre", "proposal_summary": WHY}
    assert member.post(DESCRIBE, data).status_code == 400
    assert not Proposal.objects.exists()


def test_the_same_twice_is_said(member, page) -> None:
    data = {"text": "ma caisse est morte", "proposal_summary": WHY}
    member.post(SAY, data)
    assert member.post(SAY, data).status_code == 409
    assert Proposal.objects.count() == 1


def test_nothing_changed_is_said(member, page) -> None:
    data = {**form_data(member.get(DESCRIBE)), "proposal_summary": WHY}
    assert member.post(DESCRIBE, data).status_code == 422


@pytest.mark.parametrize("code", ["nothing-of-the-kind", "mobilite"])
def test_only_a_need_is_said_another_way(member, page, code) -> None:
    assert member.get(reverse("contributions:need-say", args=[code])).status_code == 404


def test_a_category_is_explained_too(member, page) -> None:
    category = Need.objects.get(code=CAR).category
    url = reverse("contributions:need-describe", args=[category.code])
    assert member.get(url).status_code == 200
