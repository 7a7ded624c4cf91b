"""Following a page: the act, its page, and the list of what one follows."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from home.site_tree import ensure_site_tree
from notifications.following import follow, unfollow
from notifications.models import Frequency, Watch
from notifications.permissions import MOST_WATCHES, can_watch
from notifications.watchables import read_page
from offers.publishing import archive_offer
from tests.factories import load_words

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
# Session, account, second factor (2), count, watches, one a kind of page (4), preferences, roles.
LIST_QUERIES = 12


@pytest.fixture
def signed_in(client, cast):
    client.force_login(cast.outsider, backend=BACKEND)
    return client


@pytest.fixture
def tree(words, remembered):
    remembered("tree", ensure_site_tree)
    remembered("needs", load_words)


def page_of(offer) -> str:
    return reverse("notifications:watch", args=["offer", offer.public_id])


def test_each_page_of_the_site_leads_to_following_it(client, tree, offer):
    for address, kind, key in (
        (offer.get_absolute_url(), "offer", offer.public_id),
        (offer.structure.get_absolute_url(), "structure", offer.structure.public_id),
        (reverse("offers:need", args=[offer.needs[0]]), "need", offer.needs[0]),
        (reverse("offers:territory", args=["fr:department:12"]), "territory", "fr:department:12"),
    ):
        way = reverse("notifications:watch", args=[kind, key])
        assert f'href="{way}"' in client.get(address).content.decode()


def test_visitor_signs_in_and_comes_back(client, offer):
    answer = client.get(page_of(offer))
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('account_login')}?next={page_of(offer)}"


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("structure", None),
        ("need", "mobilite--acceder-a-un-vehicule"),
        ("need", "mobilite"),
        ("territory", "fr:department:12"),
        ("territory", "fr:commune:12202"),
    ],
)
def test_follows_any_kind_of_page(signed_in, cast, offer, kind, key):
    key = key or offer.structure.public_id
    answer = signed_in.post(
        reverse("notifications:watch", args=[kind, key]), {"frequency": "daily"}
    )
    assert answer.status_code == 302
    watch = Watch.objects.get()
    assert (watch.user, watch.topic, watch.frequency) == (cast.outsider, (kind, key), "daily")


def test_follows_then_changes_then_stops(signed_in, offer):
    assert signed_in.get(page_of(offer)).context["known"] is None
    answer = signed_in.post(page_of(offer), {"frequency": "instant"})
    assert answer["Location"] == offer.get_absolute_url()
    signed_in.post(page_of(offer), {"frequency": "weekly"})
    assert Watch.objects.get().frequency == Frequency.WEEKLY
    signed_in.post(page_of(offer), {"act": "stop"})
    assert not Watch.objects.exists()


def test_stopping_twice_is_no_fault(signed_in, cast, offer):
    assert signed_in.post(page_of(offer), {"act": "stop"}).status_code == 302
    assert not unfollow(user=cast.outsider, page=("offer", offer.public_id))


@pytest.mark.parametrize("frequency", ["", "hourly", "<script>", "instant\x00"])
def test_unknown_frequency_is_refused(signed_in, offer, frequency):
    answer = signed_in.post(page_of(offer), {"frequency": frequency})
    assert answer.status_code == 422
    assert not Watch.objects.exists()


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("offer", "00000000"),
        ("offer", "x" * 500),
        ("offer", "é\x00"),
        ("user", "1"),
        ("Offer", "00000000"),
        ("territory", "fr:department:zz"),
        ("need", "'; drop table"),
    ],
)
def test_unknown_page_is_not_found(signed_in, kind, key):
    address = reverse("notifications:watch", args=[kind, key])
    assert signed_in.get(address).status_code == 404
    assert signed_in.post(address, {"frequency": "daily"}).status_code == 404
    assert not Watch.objects.exists()


def test_archived_page_is_not_followed_but_can_be_left(signed_in, cast, offer):
    follow(user=cast.outsider, page=("offer", offer.public_id), frequency="daily")
    archive_offer(offer=offer, actor=cast.animator)
    assert signed_in.get(page_of(offer)).status_code == 200
    signed_in.post(page_of(offer), {"act": "stop"})
    answer = signed_in.post(page_of(offer), {"frequency": "daily"})
    assert answer.status_code == 403
    assert not Watch.objects.exists()


def test_closed_account_follows_nothing(cast, offer):
    cast.outsider.is_active = False
    with pytest.raises(PermissionDenied):
        follow(user=cast.outsider, page=("offer", offer.public_id), frequency="daily")


def test_there_is_an_end_to_what_one_follows(cast, offer):
    Watch.objects.bulk_create(
        Watch(user=cast.outsider, kind="offer", key=str(number)) for number in range(MOST_WATCHES)
    )
    with pytest.raises(PermissionDenied, match="autant de pages"):
        follow(user=cast.outsider, page=("offer", offer.public_id), frequency="daily")


def test_list_names_each_page_and_its_rhythm(signed_in, cast, offer):
    follow(user=cast.outsider, page=("offer", offer.public_id), frequency="daily")
    follow(user=cast.outsider, page=("territory", "fr:department:12"), frequency="weekly")
    content = signed_in.get(reverse("notifications:watches")).content.decode()
    assert offer.title in content
    assert "Aveyron" in content
    assert content.count("selected") >= 2


def test_list_holds_nobody_elses(signed_in, cast, offer):
    watch = follow(user=cast.member, page=("offer", offer.public_id), frequency="daily")
    assert offer.title not in signed_in.get(reverse("notifications:watches")).content.decode()
    address = reverse("notifications:watch-change", args=[watch.pk])
    assert signed_in.post(address, {"act": "stop"}).status_code == 404
    assert signed_in.post(address, {"frequency": "instant"}).status_code == 404
    watch.refresh_from_db()
    assert watch.frequency == "daily"


def test_list_changes_and_stops(signed_in, cast, offer):
    watch = follow(user=cast.outsider, page=("offer", offer.public_id), frequency="daily")
    address = reverse("notifications:watch-change", args=[watch.pk])
    assert signed_in.get(address).status_code == 405
    assert signed_in.post(address, {"frequency": "never"}).status_code == 422
    signed_in.post(address, {"frequency": "feed"})
    watch.refresh_from_db()
    assert watch.frequency == Frequency.FEED
    signed_in.post(address, {"act": "stop"})
    assert not Watch.objects.exists()


@pytest.mark.parametrize("number", [1, 40])
def test_list_costs_the_same_whatever_its_length(
    signed_in, cast, offer, number, django_assert_num_queries
):
    keys = [("offer", offer.public_id), ("structure", offer.structure.public_id)]
    keys += [("need", offer.needs[0]), ("territory", "fr")]
    keys += [("territory", f"fr:department:{code}") for code in range(number)]
    Watch.objects.bulk_create(Watch(user=cast.outsider, kind=k, key=key) for k, key in keys)
    signed_in.get(reverse("notifications:watches"))
    with django_assert_num_queries(LIST_QUERIES):
        signed_in.get(reverse("notifications:watches"))


def test_long_list_has_pages(signed_in, cast):
    Watch.objects.bulk_create(
        Watch(user=cast.outsider, kind="offer", key=str(number)) for number in range(60)
    )
    address = reverse("notifications:watches")
    assert len(signed_in.get(address).context["watches"]) == 50
    assert len(signed_in.get(f"{address}?page=2").context["watches"]) == 10
    assert signed_in.get(f"{address}?page=x").status_code == 200


def test_can_watch_says_why_not(cast, offer):
    shown = read_page(cast.outsider, ("offer", offer.public_id))
    assert can_watch(cast.outsider, shown)
    assert "plus en ligne" in can_watch(cast.outsider, None).reason
    assert "Connectez-vous" in can_watch(AnonymousUser(), shown).reason
