"""What a need means, and how people say it: proposed by all, decided by the country's animators."""

import pytest
from django.core.exceptions import PermissionDenied

from contributions.errors import NoChange
from contributions.history.kinds import kept_in
from contributions.models import Proposal
from contributions.previews import preview
from home.site_tree import ensure_site_tree
from journal.models import AuditEvent
from moderation.errors import ProposalInConflict
from offers.models import Expression, Need, NeedPage
from offers.validation import InvalidFields
from search.routing.current import current_router
from tests.contributions.actions.making import accept, now
from tests.contributions.making import ask
from tests.factories import CAR, load_words

Status = Expression.Status
OTHER = "mobilite--entretenir-reparer-son-vehicule"


@pytest.fixture
def page(words, remembered) -> NeedPage:
    remembered("tree", ensure_site_tree)
    remembered("needs", load_words)
    return NeedPage.objects.get(need__code=CAR)


@pytest.fixture
def expression(words) -> Expression:
    return Expression.objects.create(
        need=Need.objects.get(code=CAR), text="j'ai pas de bagnole", status=Status.ACCEPTED
    )


def on_page(page, author, **changes) -> Proposal:
    return ask(author=author, target_kind="need_page", target=page, changes=changes)


def on_expression(expression, author, action="edit", **changes) -> Proposal:
    return ask(
        author=author,
        target_kind="expression",
        target=expression,
        action=action,
        changes=changes,
    )


def say(author, **changes) -> Proposal:
    said = {"text": "ma caisse est morte", "need": CAR, **changes}
    return ask(author=author, target_kind="expression", action="create", changes=said)


def test_the_page_of_a_need_changes_by_a_proposal(page, cast, client) -> None:
    proposal = on_page(page, cast.outsider, description="Trouver une voiture,\nou la louer.")
    assert proposal.territory.uid == "fr"
    # Most of the shipped text goes.
    assert proposal.risk == Proposal.Risk.HIGH
    assert "check_removal" in proposal.risk_reasons
    accept(proposal, cast.administrator)
    proposal.refresh_from_db()
    live = now(page)
    assert live.description == "Trouver une voiture,\nou la louer."
    assert proposal.applied_revision == live.live_revision == live.latest_revision
    assert live.live_revision.user == cast.outsider
    assert "ou la louer" in client.get(page.get_absolute_url()).content.decode()
    change = kept_in("besoins").log.entries(page)[0]
    assert (change.author, change.accepted_by) == ("Mésange patiente", "Gaëlle")
    assert AuditEvent.objects.filter(action="proposal.accepted").count() == 1


def test_needs_belong_to_the_country(page, expression, cast) -> None:
    for proposal in (
        on_page(page, cast.outsider, description="Autre chose"),
        say(cast.outsider),
        on_expression(expression, cast.outsider, text="j'ai pas de voiture"),
    ):
        with pytest.raises(PermissionDenied):
            accept(proposal, cast.animator)


@pytest.mark.parametrize("name", ["title", "need", "slug", "live", "path", "owner", "draft_title"])
def test_the_rest_of_a_need_page_is_not_proposed(page, cast, name) -> None:
    with pytest.raises(InvalidFields) as refused:
        on_page(page, cast.outsider, **{name: "1"})
    assert list(refused.value.errors) == [name]


@pytest.mark.parametrize("changes", [{"description": "x" * 2001}, {"description": 3}])
def test_a_page_of_a_need_says_something_readable(page, cast, changes) -> None:
    with pytest.raises(InvalidFields):
        on_page(page, cast.outsider, **changes)


@pytest.mark.parametrize("action", ["archive", "restore", "merge", "move"])
def test_pages_of_needs_neither_leave_nor_move(page, cast, action) -> None:
    with pytest.raises(InvalidFields) as refused:
        ask(author=cast.outsider, target_kind="need_page", target=page, action=action, changes={})
    assert list(refused.value.errors) == ["action"]


def test_two_changes_of_one_page_lose_nothing(page, cast) -> None:
    one = on_page(page, cast.outsider, description="Avoir une voiture.")
    other = on_page(page, cast.member, description="Acheter, louer, emprunter.")
    accept(one, cast.administrator)
    with pytest.raises(ProposalInConflict):
        accept(other, cast.administrator)
    other.refresh_from_db()
    assert now(page).description == "Avoir une voiture."
    assert other.changes == {"description": "Acheter, louer, emprunter."}


@pytest.mark.long
def test_a_new_expression_counts_at_once_in_the_search(cast, lexicon) -> None:
    text = "zorglubine"
    assert CAR not in [need.code for need in current_router().route(text).needs[:1]]
    accept(say(cast.outsider, text=text, also=[OTHER]), cast.administrator)
    made = Expression.objects.get(text=text)
    assert (made.status, made.origin) == (Status.ACCEPTED, "contribution")
    assert [need.code for need in made.also.all()] == [OTHER]
    assert made.history.get().history_user == cast.outsider
    assert current_router().route(text).needs[0].code == CAR


def test_an_expression_retired_is_not_used_and_comes_back(expression, cast) -> None:
    accept(on_expression(expression, cast.outsider, "archive"), cast.administrator)
    assert now(expression).status == Status.RETIRED
    accept(on_expression(now(expression), cast.outsider, "restore"), cast.administrator)
    assert now(expression).status == Status.ACCEPTED
    assert expression.history.count() == 3


def test_an_expression_is_mended(expression, cast) -> None:
    proposal = on_expression(expression, cast.outsider, text="j'ai plus de voiture", also=[OTHER])
    assert {row.name for row in preview(proposal).diff} == {"text", "also"}
    accept(proposal, cast.administrator)
    assert now(expression).text == "j'ai plus de voiture"
    assert now(expression).also.get().code == OTHER


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("text", {"text": ""}),
        ("text", {"text": "x" * 501}),
        ("need", {"need": "nothing--of-the-kind"}),
        ("need", {"need": "mobilite"}),
        ("also", {"also": ["nothing--of-the-kind"]}),
        ("also", {"also": [CAR]}),
        ("need", {"need": None, "also": [OTHER]}),
        ("language", {"language": "x" * 11}),
        ("status", {"status": "accepted"}),
        ("weight", {"weight": 10}),
        ("origin", {"origin": "x"}),
    ],
)
def test_what_is_no_expression_is_refused(words, cast, name, changes) -> None:
    with pytest.raises(InvalidFields) as refused:
        say(cast.outsider, **changes)
    assert list(refused.value.errors) == [name]
    assert not Proposal.objects.exists()


def test_a_phrase_that_is_there_is_not_proposed_again(expression, cast) -> None:
    with pytest.raises(InvalidFields) as refused:
        say(cast.outsider, text=expression.text)
    assert list(refused.value.errors) == ["text"]
    expression.status = Status.RETIRED
    expression.save()
    with pytest.raises(InvalidFields) as again:
        say(cast.outsider, text=expression.text)
    assert refused.value.errors != again.value.errors


def test_a_phrase_that_came_meanwhile_cannot_go_live(cast, words) -> None:
    proposal = say(cast.outsider)
    Expression.objects.create(
        need=Need.objects.get(code=CAR), text="ma caisse est morte", status=Status.ACCEPTED
    )
    assert preview(proposal).errors
    with pytest.raises(ProposalInConflict):
        accept(proposal, cast.administrator)
    assert Expression.objects.filter(text="ma caisse est morte").count() == 1


def test_what_is_as_it_was_is_refused(page, expression, cast) -> None:
    with pytest.raises(NoChange):
        on_page(page, cast.outsider, description=page.description)
    with pytest.raises(NoChange):
        on_expression(expression, cast.outsider, text=expression.text)


def test_the_animators_of_the_country_read_them_in_the_queue(
    page, expression, cast, client
) -> None:
    asked = [say(cast.outsider), on_page(page, cast.outsider, description="Avoir une voiture.")]
    client.force_login(cast.administrator)
    answer = client.get("/moderation/")
    assert "ma caisse est morte" in answer.content.decode()
    for proposal in asked:
        shown = client.get(f"/moderation/{proposal.uuid}/")
        assert shown.status_code == 200
    client.force_login(cast.outsider)
    assert "ma caisse est morte" in client.get("/mes-propositions/").content.decode()
