from datetime import timedelta

import pytest
from django.db import transaction
from django.utils.translation import override

from accounts.links import LinkRefused, find_link, make_link, purge_links, use_link
from accounts.models import MailedLink
from tests.accounts.people import day, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


NOON = day("2026-11-20")
HOUR = timedelta(hours=1)


def new_link(**changes):
    return make_link(
        **{
            "purpose": "upkeep",
            "user": None,
            "payload": {"offer": 7},
            "expires_in": HOUR,
            "at": NOON,
            **changes,
        }
    )


def test_a_link_shows_then_acts_once():
    user = make_person()
    token = new_link(user=user)
    assert find_link(token, "upkeep", NOON).payload == {"offer": 7}
    assert find_link(token, "upkeep", NOON).used_at is None
    assert use_link(token, "upkeep", NOON).user == user
    for again in (find_link, use_link):
        with pytest.raises(LinkRefused, match="already been used"):
            again(token, "upkeep", NOON)


def test_the_token_is_nowhere_in_the_database():
    token = new_link()
    assert token not in str(list(MailedLink.objects.values()))
    assert len(token) >= 43


def test_it_expires():
    token = new_link()
    with pytest.raises(LinkRefused, match="expired"):
        use_link(token, "upkeep", NOON + HOUR)


def test_another_purpose_is_refused():
    token = new_link()
    with pytest.raises(LinkRefused, match="do not know"):
        use_link(token, "keep-account", NOON)
    assert find_link(token, "upkeep", NOON)


@pytest.mark.parametrize("token", ["", "nothing", "x" * 5000, "é\x00"])
def test_an_unknown_token_is_refused(token):
    with pytest.raises(LinkRefused, match="do not know"):
        find_link(token, "upkeep", NOON)


def test_an_act_that_fails_leaves_the_link_usable():
    token = new_link()

    @transaction.atomic
    def act():
        use_link(token, "upkeep", NOON)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        act()
    assert use_link(token, "upkeep", NOON)


def test_old_links_are_forgotten_after_a_week():
    new_link()
    assert purge_links(NOON + timedelta(days=7)) == 0
    assert purge_links(NOON + timedelta(days=8)) == 1
    assert not MailedLink.objects.exists()
