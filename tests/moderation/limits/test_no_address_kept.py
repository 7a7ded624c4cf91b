"""S16: the address that somebody writes from is in no table, no cache and no page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.privacy import erase_account
from contributions.models import Report
from moderation.blocks.services import block_network
from tests.cast import PASSWORD, Cast
from tests.contributions.making import form_data
from tests.contributions.reporting.making import send
from tests.moderation.erasing.everywhere import memory_holding, tables_holding

pytestmark = pytest.mark.django_db

ADDRESS = "198.51.100.7"
# Who is signed in where, for themselves alone; it ends with the session.
SESSIONS = "usersessions_usersession"


def test_what_comes_from_a_network_does_not_say_which(offer, cast: Cast) -> None:
    client = Client(REMOTE_ADDR=ADDRESS)
    assert send(client, offer, reason="other", text="La porte est fermée.").status_code == 303
    assert Report.objects.count() == 1
    signing_in = {"login": cast.outsider.email, "password": PASSWORD}
    client.post(reverse("account_login"), signing_in)
    assert client.get(reverse("moderation:my-trust")).status_code == 200
    page = client.get(reverse("contributions:propose-edit", args=[offer.public_id]))
    client.post(page.request["PATH_INFO"], {**form_data(page), "title": "Voitures à louer"})
    block_network(
        address=ADDRESS,
        by=cast.administrator,
        reason="spam",
        ends_at=timezone.now() + timedelta(days=2),
    )
    assert tables_holding(ADDRESS) <= {SESSIONS}
    assert memory_holding(ADDRESS) == set()
    for name in ("moderation:log", "moderation:figures", "moderation:blocks"):
        shown = Client()
        shown.force_login(cast.administrator)
        assert ADDRESS not in shown.get(reverse(name)).content.decode()
    erase_account(user=User.objects.get(pk=cast.outsider.pk), by="self")
    assert tables_holding(ADDRESS) == set()
