"""What each list of the queue holds, how it is narrowed, who answers for what."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from contributions.models import Proposal
from moderation.deciding.services import ask_for_change, escalate_proposal, refuse_proposal
from moderation.desk.filters import Filters
from moderation.models import Trust
from moderation.queries import next_to, previous_to, queue_of
from moderation.trust.services import set_trust
from territories.models import MemberRole, Territory
from territories.services import grant_role
from tests.cast import make_user
from tests.contributions.making import propose
from tests.factories import make_offer
from tests.moderation.desk.pages import words

QUEUE = "/moderation/"


@pytest.fixture
def foreign(cast, offer) -> Proposal:
    elsewhere = make_offer(
        structure=cast.other_structure, title="Permis à Lyon", commune="fr:commune:69123",
        coverage=["fr:department:69"], latitude=None, longitude=None,
    )  # fmt: skip
    return propose(elsewhere, cast.outsider, title="Permis à Villeurbanne")


def listed(client, query: str = "") -> list[Proposal]:
    groups = client.get(QUEUE + query).context["groups"]
    return [proposal for group in shown(groups) for proposal in group]


def shown(groups) -> list[list[Proposal]]:
    return [[Proposal.objects.get(pk=line.proposal.pk) for line in group.lines] for group in groups]


def tabs(client) -> dict[str, int]:
    return {str(tab["label"]): tab["count"] for tab in client.get(QUEUE).context["tabs"]}


def test_what_others_answer_for_stands_in_a_list_of_its_own(
    client, cast, proposal, foreign
) -> None:
    client.force_login(cast.administrator)
    assert listed(client) == []
    assert listed(client, "?liste=ailleurs") == [proposal, foreign]


def test_where_nobody_animates_those_above_answer(client, cast, proposal, foreign) -> None:
    MemberRole.objects.filter(user=cast.other_animator).update(revoked_at=timezone.now())
    client.force_login(cast.administrator)
    assert listed(client) == [foreign]
    assert listed(client, "?liste=ailleurs") == [proposal]


def test_a_region_answers_for_the_departments_that_nobody_animates(
    client, cast, proposal, foreign
) -> None:
    region = make_user("rita@example.org", "Rita", second_factor=True)
    occitanie = Territory.objects.get(uid="fr:department:12").parent
    grant_role(user=region, role=MemberRole.Role.ANIMATOR, territory=occitanie)
    client.force_login(region)
    assert listed(client) == []
    MemberRole.objects.filter(user=cast.animator).update(revoked_at=timezone.now())
    assert listed(client) == [proposal]


def test_what_was_passed_on_is_with_those_above(client, cast, proposal) -> None:
    escalate_proposal(
        proposal=proposal, moderator=cast.animator, version=1, message="Je ne sais pas."
    )
    client.force_login(cast.administrator)
    assert listed(client) == [proposal]
    assert listed(client, "?liste=transmises") == [proposal]
    client.force_login(cast.animator)
    assert listed(client) == [proposal]


def test_what_is_late_is_listed_and_counted(animator, cast, offer, proposal) -> None:
    late = propose(offer, cast.member, documents=["Permis"])
    Proposal.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(hours=1))
    assert listed(animator, "?liste=retard") == [late]
    assert list(tabs(animator).values()) == [2, 1]


def test_what_its_author_has_to_answer_waits_elsewhere(animator, cast, proposal) -> None:
    ask_for_change(proposal=proposal, moderator=cast.animator, version=1, message="Où ?")
    assert listed(animator) == []
    assert listed(animator, "?liste=auteur") == [proposal]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("?risque=2", 1),
        ("?risque=1", 1),
        ("?risque=3", 0),
        ("?quoi=offer", 2),
        ("?quoi=structure", 0),
        ("?demande=edit&venu=web", 2),
        ("?venu=import", 0),
        ("?lieu=fr:department:12", 2),
        ("?lieu=fr:department:69", 0),
        ("?sur=offer:0", 0),
    ],
)
def test_the_list_is_narrowed(animator, cast, offer, proposal, query, count) -> None:
    propose(offer, cast.outsider, documents=["Permis"])
    response = animator.get(QUEUE + query)
    assert len(listed(animator, query)) == count
    assert response.context["count"] == count


@pytest.mark.parametrize(
    "query",
    [
        "?risque=9",
        "?liste=x",
        "?quoi=%00",
        "?sur=offer:abc",
        "?sur=offer:99999999999999999999",
        "?sur=pk:1",
        "?demande='",
        "?page=-1",
        "?lieu=" + "x" * 300,
        "?venu=%ff",
    ],
)
def test_what_an_address_says_wrongly_is_left_out(animator, proposal, query) -> None:
    assert listed(animator, query) == [proposal]


def test_a_list_is_named_by_its_address() -> None:
    said = {"liste": "retard", "risque": "3", "lieu": "fr:department:12", "sur": "offer:4"}
    filters = Filters.from_query(said)
    assert filters.query == "liste=retard&risque=3&lieu=fr:department:12&sur=offer:4"


def test_proposals_on_one_page_stand_together(animator, cast, offer, proposal) -> None:
    low = propose(offer, cast.outsider, documents=["Permis"])
    other = make_offer(structure=cast.structure, title="Vélos à louer")
    between = propose(other, cast.outsider, fee_detail="3 €")
    groups = animator.get(QUEUE).context["groups"]
    assert shown(groups) == [
        [proposal, low],
        [between],
    ]
    narrowed = animator.get(QUEUE + "?risque=2").context["groups"]
    assert [group.others for group in narrowed] == [1, 0]
    assert listed(animator, f"?sur={groups[0].key}") == [proposal, low]


def test_from_item_to_item_and_round_again(cast, offer, proposal) -> None:
    second = propose(offer, cast.member, fee_detail="9 €")
    third = propose(offer, cast.outsider, documents=["Permis"])
    queue = queue_of(cast.animator)
    assert list(queue) == [proposal, second, third]
    assert [next_to(one, queue) for one in queue] == [second, third, proposal]
    assert [previous_to(one, queue) for one in queue] == [third, proposal, second]


def test_alone_there_is_no_other(cast, proposal) -> None:
    queue = queue_of(cast.animator)
    assert next_to(proposal, queue) is previous_to(proposal, queue) is None


def test_who_keeps_pages_with_the_author_is_not_asked(animator, cast, offer, proposal) -> None:
    from offers.models import Membership
    from offers.services import add_member

    for user in (cast.animator, cast.outsider):
        add_member(structure=cast.structure, user=user, role=Membership.Role.EDITOR)
    assert listed(animator) == []


def test_the_keys_are_switched_off_and_on_again(animator, proposal) -> None:
    url = "/moderation/raccourcis/"
    for keys, found in (("off", False), ("on", True)):
        response = animator.post(url, {"keys": keys, "back": f"/moderation/{proposal.uuid}/"})
        assert response.url == f"/moderation/{proposal.uuid}/"
        page = animator.get(response.url).content.decode()
        assert ("data-key=" in page) is found
        assert ('data-keys="off"' in page) is not found


@pytest.mark.parametrize("back", ["", "https://evil.example/", "//evil.example", "x"])
def test_one_comes_back_to_a_page_of_the_site(animator, back) -> None:
    response = animator.post("/moderation/raccourcis/", {"keys": "off", "back": back})
    assert response.url == QUEUE


def test_the_queue_leads_to_the_other_tools(client, cast) -> None:
    def tools() -> set[str]:
        page = BeautifulSoup(client.get(QUEUE).content, "html.parser")
        return {link["href"] for link in page.select(".page-acts a")}

    client.force_login(cast.animator)
    assert {"/moderation/recours/", "/moderation/textes/", "/moderation/roles/"} <= tools()


def test_the_past_of_an_author_is_told_once(animator, cast, offer, proposal) -> None:
    refuse_proposal(proposal=proposal, moderator=cast.animator, version=1, reason="outdated")
    trust = set_trust(
        user=cast.outsider,
        territory=proposal.territory,
        level=Trust.Level.CONFIRMED,
        by=cast.administrator,
        message="Propose juste.",
    )
    second = propose(offer, cast.outsider, documents=["Permis"])
    response = animator.get(f"/moderation/{second.uuid}/")
    assert words(response).count("1 refusée") == 1
    assert words(response).count("Confirmé") == 1
    assert f"/moderation/confiance/{trust.pk}/" in response.content.decode()


def test_the_item_tells_who_asks(animator, cast, offer, proposal) -> None:
    said = words(animator.get(f"/moderation/{proposal.uuid}/"))
    assert "Mésange patiente" in said
    assert "première proposition" in said or "first proposal" in said
