"""The desk of a structure: what it shows, to whom, at what cost."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from offers.counting import count_use
from offers.models import OfferPage, PublicOffer, Structure, Verification
from offers.publishing import archive_offer
from offers.services import add_member
from search.models import SearchCount
from tests.cast import Cast
from tests.contributions.making import propose
from tests.factories import make_offer
from tests.offers.keeping.making import ask, link_in, old_structure, sent

BACKEND = "django.contrib.auth.backends.ModelBackend"
# Session, account, second factor (2), structure with its territory, may they see it, are they an
# owner, a page of its pages, their counts, their proposals, keys and counts of all, proposals,
# claims, then the table of unmet needs: territories, needs, searches, replaced needs (its offers
# are remembered).
DESK_QUERIES = 18


def desk(structure: Structure) -> str:
    return reverse("home:structure", args=[structure.public_id])


def sign_in(client, user: User) -> None:
    client.force_login(user, backend=BACKEND)


@pytest.fixture
def keeper(client, cast: Cast):
    sign_in(client, cast.publisher)
    return client


def test_pages_their_state_and_what_was_done_with_them(
    keeper, cast: Cast, offer: OfferPage
) -> None:
    gone = make_offer(structure=cast.structure, title="Ancien atelier de couture")
    archive_offer(offer=gone, actor=None)
    propose(offer, cast.outsider)
    today = timezone.localdate()
    for what in ("view", "view", "phone"):
        count_use(public_id=offer.public_id, what=what, day=today, by_robot=False)
    answer = keeper.get(desk(cast.structure))
    lines = {line.row.title: line for line in answer.context["lines"]}
    live, archived = lines[offer.title], lines["Ancien atelier de couture"]
    assert (live.uses.views, live.uses.contacts, live.waiting) == (2, 1, 1)
    assert live.quality.percent > 50
    assert (archived.is_live, archived.quality) == (False, None)
    assert (answer.context["uses"].views, answer.context["uses"].contacts) == (2, 1)
    assert [one.proposal.summary for one in answer.context["proposals"]] == [
        "Le tarif a changé en janvier."
    ]


def test_a_page_on_the_site_can_be_duplicated_and_one_that_left_cannot(
    keeper, cast: Cast, offer: OfferPage
) -> None:
    gone = make_offer(structure=cast.structure, title="Ancien atelier de couture")
    archive_offer(offer=gone, actor=None)
    text = keeper.get(desk(cast.structure)).content.decode()
    assert reverse("contributions:creating-copy", args=[offer.public_id]) in text
    assert reverse("contributions:creating-copy", args=[gone.public_id]) not in text


def test_what_would_raise_the_quality(keeper, cast: Cast) -> None:
    make_offer(structure=cast.structure, audiences=[], fee="", fee_detail="")
    text = keeper.get(desk(cast.structure)).content.decode()
    assert "pour qui" in text.lower()


def test_what_people_nearby_do_not_find(keeper, cast: Cast, offer: OfferPage) -> None:
    monday = timezone.localdate() - timedelta(days=timezone.localdate().weekday() + 7)
    need = offer.needs[0]
    for territory, searches in (("fr:department:12", 9), ("fr:department:69", 9)):
        SearchCount.objects.create(
            week=monday,
            need_code=need,
            territory_path=_path(territory),
            rung="none",
            searches=searches,
        )
    (row,) = keeper.get(desk(cast.structure)).context["unmet"]
    assert (row.need.code, row.place.uid, row.demand.searches) == (need, "fr:department:12", 9)


def _path(uid: str) -> str:
    from territories.models import Territory

    return Territory.objects.get(uid=uid).path


def test_still_right_is_said_in_one_click(keeper, cast: Cast, offer: OfferPage) -> None:
    modified = offer.public.modified_at
    url = reverse("home:verify_offer", args=[cast.structure.public_id, offer.public_id])
    assert keeper.get(url).status_code == 405
    assert keeper.post(url).status_code == 302
    check = Verification.objects.get(offer=offer)
    assert (check.by, check.method) == (cast.publisher, "structure")
    row = PublicOffer.objects.get(pk=offer.pk)
    assert row.verified_at == check.at
    assert row.modified_at == modified


def test_the_page_of_another_structure_is_not_verified(keeper, cast: Cast) -> None:
    other = make_offer(structure=cast.other_structure)
    url = reverse("home:verify_offer", args=[cast.structure.public_id, other.public_id])
    assert keeper.post(url).status_code == 404
    url = reverse("home:verify_offer", args=[cast.other_structure.public_id, other.public_id])
    assert keeper.post(url).status_code == 404
    assert Verification.objects.count() == 0


@pytest.mark.parametrize("who", ["outsider", "member", "animator", "other_animator"])
def test_others_find_nothing(client, cast: Cast, who: str) -> None:
    sign_in(client, getattr(cast, who))
    assert client.get(desk(cast.structure)).status_code == 404


def test_a_visitor_is_asked_to_sign_in(client, cast: Cast) -> None:
    answer = client.get(desk(cast.structure))
    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_an_editor_sees_the_desk_too(client, cast: Cast) -> None:
    add_member(structure=cast.structure, user=cast.outsider)
    sign_in(client, cast.outsider)
    assert client.get(desk(cast.structure)).status_code == 200


def test_a_claim_to_contest_is_shown_to_owners(client, cast: Cast) -> None:
    structure = old_structure(cast.structure)
    ask(structure, cast.outsider)
    sign_in(client, cast.outsider)
    client.post(link_in(sent()[0]))
    sign_in(client, cast.publisher)
    assert cast.outsider.display_name in client.get(desk(structure)).content.decode()


def test_my_page_leads_to_the_desk(keeper, cast: Cast) -> None:
    assert desk(cast.structure) in keeper.get(reverse("home:me")).content.decode()


@pytest.mark.parametrize("size", [1, 12])
def test_the_desk_costs_the_same_whatever_its_length(
    keeper, cast: Cast, words, size: int, django_assert_num_queries
) -> None:
    for number in range(size):
        made = make_offer(structure=cast.structure, title=f"Atelier numéro {number}")
        propose(made, cast.outsider)
    url = desk(cast.structure)
    keeper.get(url)
    with django_assert_num_queries(DESK_QUERIES):
        keeper.get(url)
