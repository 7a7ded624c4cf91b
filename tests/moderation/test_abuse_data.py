"""What is held on people for trust and protection, and when it goes (S16)."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.privacy import erase_account, export_account
from moderation.abuse_data import forget
from moderation.blocks.services import block_network, block_person
from moderation.models import Block, Flag, Pace, Trust
from offers.models import OfferPage
from tests.cast import Cast
from tests.contributions.making import propose

DAY = timedelta(days=1)


def put(cast: Cast, offer: OfferPage, **said: Any) -> Block:
    said = {"acts": ["propose"], "reason": "spam", "message": "Assez.", **said}
    return block_person(
        by=cast.administrator,
        user=cast.outsider,
        territory=offer.home_territory,
        private_note="Entre nous.",
        ends_at=timezone.now() + DAY,
        **said,
    )


def test_the_person_takes_all_of_it_along(cast: Cast, offer: OfferPage) -> None:
    put(cast, offer)
    Trust.objects.create(user=cast.outsider, territory=offer.home_territory, accepted=2)
    held = export_account(cast.outsider)
    assert held["blocks"][0]["note"] == "Entre nous."
    assert held["trust"][0]["accepted"] == 2


def test_with_the_account_goes_all_but_the_keyed_hash(cast: Cast, offer: OfferPage) -> None:
    put(cast, offer)
    put(cast, offer, reason="other")
    Trust.objects.create(user=cast.outsider, territory=offer.home_territory)
    proposal = propose(offer, cast.member)
    Flag.objects.create(
        proposal=proposal,
        territory=proposal.territory,
        user=cast.outsider,
        reason="insult",
        text="Relisez.",
    )
    erase_account(user=cast.outsider, by="self")
    for block in Block.objects.all():
        assert (block.user, block.user_label, block.private_note) == (None, "", "")
        assert "Assez." not in block.message
        assert len(block.email_hash) == 64
    assert not Trust.objects.exists()
    assert Flag.objects.get().text == ""


def test_who_decided_is_named_no_more(cast: Cast, offer: OfferPage) -> None:
    block = put(cast, offer)
    erase_account(user=cast.administrator, by="self")
    block.refresh_from_db()
    assert block.by is None
    assert "Gaëlle" not in block.by_label


def test_hashes_and_words_go_when_they_serve_no_more(cast: Cast, offer: OfferPage) -> None:
    block = put(cast, offer)
    network = block_network(
        by=cast.administrator, address="2001:db8::7", reason="spam", ends_at=timezone.now() + DAY
    )
    Pace.objects.create(user=cast.outsider, act="propose", full_at=0)
    now = timezone.now()
    forget(now + 2 * DAY)
    network.refresh_from_db()
    block.refresh_from_db()
    assert network.network_hash == ""
    assert block.email_hash
    assert not Pace.objects.exists()
    forget(now + 400 * DAY)
    block.refresh_from_db()
    assert block.email_hash, "not read yet: it is still in force"
    Block.objects.filter(pk=block.pk).update(acknowledged_at=now)
    forget(now + 32 * DAY)
    block.refresh_from_db()
    assert (block.email_hash, block.message) == ("", "Assez.")
    forget(now + 400 * DAY)
    block.refresh_from_db()
    assert (block.message, block.private_note) == ("", "")
