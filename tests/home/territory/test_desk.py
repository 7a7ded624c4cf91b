"""The desk of those who animate a territory."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from contributions.models import Proposal
from home.territory.answering import answering_in
from home.territory.areas import Area, area_named, areas_of
from home.territory.pages import stale_in, without_owner_in
from home.territory.people import people_in
from home.territory.unmet import unmet_in
from home.territory.waiting import waiting_in
from moderation.models import Decision
from notifications.models import Notice
from offers.models import Membership, PublicOffer, Verification
from offers.services import add_member, verify_offer
from search.models import SearchCount
from territories.models import MemberRole, Territory, Zone
from territories.services import grant_role
from tests.cast import make_user
from tests.contributions.making import propose
from tests.contributions.reporting.making import told
from tests.factories import CAR, make_offer, make_structure
from tests.home.territory.conftest import make_old
from tests.moderation.appeals.making import appeal, refused
from tests.moderation.test_decide import accept

AVEYRON, RHONE = "fr:department:12", "fr:department:69"


@pytest.fixture
def aveyron(places) -> Area:
    return area_named(AVEYRON)


def desk(uid: str = AVEYRON) -> str:
    return reverse("home:territory", args=[uid])


def now():
    return timezone.now()


# What waits, how it is answered


def test_everything_that_waits_is_counted(aveyron, offer, cast):
    propose(offer, cast.outsider)
    late = propose(offer, cast.member, fee_detail="7 €")
    Proposal.objects.filter(pk=late.pk).update(due_at=now() - timedelta(hours=1))
    told(offer)
    appeal(refused(offer, cast.outsider, cast.animator, fee_detail="8 €"), cast.outsider)
    found = waiting_in(aveyron, at=now())
    assert (found.proposals, found.late, found.reports, found.appeals) == (2, 1, 1, 1)
    assert found.oldest is not None
    assert waiting_in(area_named(RHONE), at=now()).total == 0


def test_what_waits_for_its_author_is_not_counted(aveyron, offer, cast):
    waiting = propose(offer, cast.outsider)
    Proposal.objects.filter(pk=waiting.pk).update(state=Proposal.State.NEEDS_CHANGES)
    assert waiting_in(aveyron, at=now()).proposals == 0


def test_medians_need_enough_answers(aveyron, offer, cast):
    for number in range(5):
        found = answering_in(aveyron, at=now()).now
        assert (found.accepted, found.median) == (number, None)
        made = propose(offer, cast.outsider, fee_detail=f"{number} €")
        Proposal.objects.filter(pk=made.pk).update(created_at=now() - timedelta(hours=3))
        accept(Proposal.objects.get(pk=made.pk), cast.animator)
    found = answering_in(aveyron, at=now())
    assert round(found.now.median / timedelta(hours=1)) == 3
    assert found.now.spoken_median
    assert found.before.total == 0
    assert found.is_faster is None


def test_answers_are_compared_with_those_before(aveyron, offer, cast):
    for days, hours in ((10, 2), (100, 30)):
        for number in range(5):
            made = refused(offer, cast.outsider, cast.animator, fee_detail=f"{days} {number} €")
            at = now() - timedelta(days=days)
            Decision.objects.filter(pk=made.pk).update(at=at)
            Proposal.objects.filter(pk=made.proposal_id).update(
                created_at=at - timedelta(hours=hours), due_at=at - timedelta(hours=1)
            )
    found = answering_in(aveyron, at=now())
    assert (found.now.refused, found.before.refused, found.now.late) == (5, 5, 5)
    assert found.is_faster
    assert found.now.accepted_share == 0


# What grows old


@pytest.mark.parametrize(
    ("days", "dates", "is_stale"),
    [
        (210, {}, True),
        (100, {}, False),
        (400, {"verified_at": 200}, True),
        (400, {"verified_at": 170}, False),
        (400, {"imported_at": 170}, False),
        (400, {"imported_at": 200, "verified_at": 190}, True),
        (400, {"imported_at": 200, "verified_at": 10}, False),
    ],
)
def test_stale_is_neither_checked_nor_imported_for_six_months(
    aveyron, offer, days, dates, is_stale
):
    make_old(offer, days, **{name: now() - timedelta(days=n) for name, n in dates.items()})
    found = list(stale_in(aveyron, at=now()))
    assert bool(found) is is_stale
    if found:
        latest = min([days, *dates.values()])
        assert abs((now() - found[0].confirmed_at).days - latest) <= 1
        assert found[0].keepers == 1


def test_the_longest_unconfirmed_comes_first(aveyron, offer, cast):
    other = make_offer(structure=cast.structure, author=cast.publisher, title="Prêt de vélos")
    make_old(offer, 200)
    make_old(other, 300)
    assert [row.pk for row in stale_in(aveyron, at=now())] == [other.pk, offer.pk]


def test_what_left_the_site_is_not_stale(aveyron, old_offer):
    PublicOffer.objects.filter(pk=old_offer.pk).update(state="archived")
    assert not stale_in(aveyron, at=now()).exists()


def test_structures_that_nobody_owns(aveyron, offer, cast):
    lonely = make_structure(name="Vélos du Causse")
    make_offer(structure=lonely, author=cast.publisher, title="Prêt de vélos")
    edited = make_structure(name="Jardin partagé")
    add_member(structure=edited, user=cast.outsider, role=Membership.Role.EDITOR)
    assert [(one.name, one.live_offers) for one in without_owner_in(aveyron)] == [
        ("Vélos du Causse", 1),
        ("Jardin partagé", 0),
    ]


def test_an_owner_whose_account_is_closed_owns_nothing(aveyron, offer, cast):
    cast.publisher.is_active = False
    cast.publisher.save(update_fields=["is_active"])
    assert cast.structure in without_owner_in(aveyron)


# Who helps, what is missing


def test_who_contributes_and_who_is_new(aveyron, offer, cast):
    old = propose(offer, cast.member, fee_detail="1 €")
    Proposal.objects.filter(pk=old.pk).update(created_at=now() - timedelta(days=200))
    propose(offer, cast.member, fee_detail="2 €")
    accept(propose(offer, cast.outsider, fee_detail="3 €"), cast.animator)
    refused(offer, cast.outsider, cast.animator, fee_detail="4 €")
    found = people_in(aveyron, at=now())
    assert (found.total, found.newcomers) == (2, 1)
    assert [(one.name, one.sent, one.accepted, one.refused) for one in found.busiest] == [
        (cast.outsider.display_name, 2, 1, 1),
        (cast.member.display_name, 1, 0, 0),
    ]
    assert people_in(area_named(RHONE), at=now()).total == 0


@pytest.mark.parametrize("uid", [AVEYRON, "fr:commune:12202"])
def test_needs_that_nothing_answers(words, uid):
    week = timezone.localdate() - timedelta(days=timezone.localdate().weekday() + 7)
    SearchCount.objects.create(
        need_code=CAR,
        rung="none",
        territory_path=Territory.objects.get(uid=AVEYRON).path,
        week=week,
        searches=9,
    )
    rows = unmet_in(area_named(uid), at=now())
    assert [(row.need.code, row.demand.searches) for row in rows] == [(CAR, 9)]


# Whose desk


def test_each_animator_has_their_desks(cast):
    assert [area.uid for area in areas_of(cast.animator, at=now())] == [AVEYRON]
    assert {"fr", "be"} <= {area.uid for area in areas_of(cast.administrator, at=now())}
    assert areas_of(cast.outsider, at=now()) == []


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("animator", 200),
        ("administrator", 200),
        ("other_animator", 404),
        ("outsider", 404),
        ("publisher", 404),
    ],
)
def test_a_desk_is_there_for_its_animators(client, cast, offer, who, status):
    client.force_login(getattr(cast, who))
    for name in ("territory", "territory-stale", "territory-stale-csv"):
        assert client.get(reverse(f"home:{name}", args=[AVEYRON])).status_code == status


def test_visitors_sign_in_first(client, cast):
    assert client.get(desk()).status_code == 302


@pytest.mark.parametrize("uid", ["x", "fr:department:99", "é" * 200])
def test_a_desk_of_nowhere_is_not_there(client, cast, uid):
    client.force_login(cast.administrator)
    assert client.get(desk(uid)).status_code == 404


def test_a_zone_has_its_desk(client, cast, offer):
    zone = Zone.objects.create(
        uid="fr:epci:000000012",
        country_code="fr",
        kind=Zone.Kind.INTERCOMMUNALITY,
        code="000000012",
        name="Autour de Rodez",
        search_name="autour de rodez",
    )
    zone.communes.add(Territory.objects.get(uid="fr:commune:12202"))
    keeper = make_user("zoe@example.org", "Zoé", second_factor=True)
    client.force_login(keeper)
    assert client.get(desk(zone.uid)).status_code == 404
    grant_role(user=keeper, role=MemberRole.Role.ANIMATOR, zone=zone)
    assert [area.name for area in areas_of(keeper, at=now())] == ["Autour de Rodez"]
    assert client.get(desk(zone.uid)).status_code == 200
    assert client.get(desk()).status_code == 404


def test_the_desk_shows_all_of_it(client, cast, old_offer, offer):
    propose(offer, cast.outsider)
    lonely = make_structure(name="Vélos du Causse")
    client.force_login(cast.animator)
    page = client.get(desk()).content.decode()
    for text in (
        old_offer.title,
        lonely.name,
        reverse("moderation:queue"),
        reverse("home:territory-stale", args=[AVEYRON]),
        cast.outsider.display_name,
    ):
        assert text in page
    assert desk() in client.get(reverse("home:me")).content.decode()


@pytest.mark.parametrize("size", [1, 12])
def test_the_desk_costs_the_same_whatever_it_shows(
    client, cast, offer, size, django_assert_max_num_queries
):
    for number in range(size):
        propose(offer, cast.outsider, fee_detail=f"{number} €")
        make_old(make_offer(structure=cast.structure, title=f"Offre {number}"))
        make_structure(name=f"Structure {number}")
    client.force_login(cast.animator)
    client.get(desk())
    with django_assert_max_num_queries(45):
        client.get(desk())
    with django_assert_max_num_queries(20):
        client.get(reverse("home:territory-stale", args=[AVEYRON]))


# Going through what grows old


def act(client, name: str, offer, **data: str):
    url = reverse(f"home:territory-{name}", args=[AVEYRON, offer.public_id])
    return client.post(url, data)


def test_the_animator_says_that_it_is_still_right(client, cast, old_offer):
    client.force_login(cast.animator)
    response = act(client, "confirm", old_offer, method="phone", page="2")
    assert response["Location"].endswith("?page=2")
    found = Verification.objects.get(offer=old_offer)
    assert (found.by, found.method) == (cast.animator, "phone")
    assert not stale_in(area_named(AVEYRON), at=now()).exists()


@pytest.mark.parametrize("method", ["", "structure", "x", "\x00"])
def test_how_it_was_checked_must_be_said(client, cast, old_offer, method):
    client.force_login(cast.animator)
    assert act(client, "confirm", old_offer, method=method, page="é").status_code == 302
    assert not Verification.objects.exists()


def test_those_who_keep_it_are_asked_once_a_month(client, cast, old_offer):
    client.force_login(cast.animator)
    for _time in range(2):
        assert act(client, "ask", old_offer).status_code == 302
    notice = Notice.objects.get(kind="please_check")
    assert notice.recipient == cast.publisher
    assert cast.structure.public_id in notice.path
    Notice.objects.update(created_at=now() - timedelta(days=31), key="please_check:x")
    act(client, "ask", old_offer)
    assert Notice.objects.filter(kind="please_check").count() == 2


def test_nobody_can_be_asked_where_nobody_keeps_the_page(client, cast, words):
    alone = make_offer(structure=make_structure(name="Vélos du Causse"))
    make_old(alone)
    client.force_login(cast.animator)
    page = client.get(reverse("home:territory-stale", args=[AVEYRON])).content.decode()
    assert reverse("home:territory-ask", args=[AVEYRON, alone.public_id]) not in page
    assert act(client, "ask", alone).status_code == 302


@pytest.mark.parametrize("name", ["confirm", "ask"])
@pytest.mark.parametrize("who", ["other_animator", "outsider", "publisher"])
def test_others_do_not_find_it(client, cast, old_offer, name, who):
    client.force_login(getattr(cast, who))
    assert act(client, name, old_offer, method="phone").status_code == 404


def test_an_offer_of_elsewhere_is_not_there(client, cast, words):
    away = make_offer(
        structure=cast.other_structure,
        commune="fr:commune:69123",
        coverage=[RHONE],
        latitude=None,
        longitude=None,
    )
    client.force_login(cast.animator)
    assert act(client, "confirm", away, method="phone").status_code == 404


def test_the_list_can_be_taken_along(client, cast, old_offer):
    PublicOffer.objects.filter(pk=old_offer.pk).update(title="=1+1")
    client.force_login(cast.animator)
    answer = client.get(reverse("home:territory-stale-csv", args=[AVEYRON]))
    text = b"".join(answer.streaming_content).decode()
    assert "'=1+1" in text
    assert old_offer.public_id in text


def test_a_check_by_the_structure_counts_too(old_offer, cast):
    verify_offer(offer=old_offer, by=cast.publisher, method="structure")
    assert not stale_in(area_named(AVEYRON), at=now()).exists()
