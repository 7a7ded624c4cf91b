"""Pages of protection, blocks and trust: what each person reads and does there."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from contributions.discussion.places import at_page
from contributions.discussion.services import open_thread
from contributions.models import Proposal
from moderation.blocks.known_networks import forget_known
from moderation.blocks.services import block_network, block_person
from moderation.errors import Refused
from moderation.models import Block, Flag, Protection, Trust
from moderation.protection.services import protect
from offers.models import OfferPage
from tests.cast import Cast
from tests.contributions.making import form_data, propose

DAY = timedelta(days=1)
LOCAL = {"REMOTE_ADDR": "203.0.113.7"}


@pytest.fixture
def animator(client: Any, cast: Cast) -> Any:
    client.force_login(cast.animator)
    return client


@pytest.fixture
def block(cast: Cast, offer: OfferPage) -> Block:
    return block_person(
        by=cast.animator,
        user=cast.outsider,
        territory=offer.home_territory,
        acts=["propose"],
        reason="spam",
        message="Trois fois la même annonce.",
        private_note="Voir le fil des animateurs.",
        ends_at=timezone.now() + DAY / 2,
    )


@pytest.fixture
def protection(cast: Cast, offer: OfferPage) -> Protection:
    return protect(
        target=offer,
        by=cast.animator,
        level="animators",
        reason="dispute",
        message="Deux avis sur le tarif.",
        part="cost",
        ends_at=timezone.now() + DAY,
    )


# Protection


def test_an_animator_protects_a_part_of_a_page(animator: Any, offer: OfferPage) -> None:
    url = reverse("moderation:protect", args=["offres", offer.public_id])
    data = form_data(animator.get(url))
    data |= {"part": "cost", "level": "confirmed", "reason": "dispute", "lasts": "7"}
    response = animator.post(url, data)
    protection = Protection.objects.get()
    assert response.url == protection.get_absolute_url()
    assert protection.offer == offer
    assert protection.ends_at is not None
    assert timezone.now() + 6 * DAY < protection.ends_at < timezone.now() + 8 * DAY


@pytest.mark.parametrize(
    "typed",
    [
        {"level": "administrators"},
        {"lasts": "365"},
        {"lasts": "endless"},
        {"lasts": "-1"},
        {"part": "moon"},
        {"part": ""},
        {"reason": "other", "message": ""},
        {"message": "x" * 501},
    ],
)
def test_what_does_not_stand_comes_back_with_what_was_typed(
    animator: Any, offer: OfferPage, typed: dict[str, str]
) -> None:
    url = reverse("moderation:protect", args=["offres", offer.public_id])
    right = {"part": "whole", "level": "confirmed", "reason": "dispute", "lasts": "7"}
    response = animator.post(url, {"message": "Deux avis.", **right, **typed})
    assert response.status_code == 422
    assert typed.get("message", "Deux avis.") in response.content.decode()
    assert not Protection.objects.exists()


@pytest.mark.parametrize("who", ["publisher", "other_animator"])
def test_the_form_is_not_for_others(client: Any, cast: Cast, offer: OfferPage, who: str) -> None:
    client.force_login(getattr(cast, who))
    url = reverse("moderation:protect", args=["offres", offer.public_id])
    assert client.get(url).status_code == 404
    assert client.post(url, {}).status_code == 404


def test_structures_and_pages_of_needs_are_protected_too(client: Any, cast: Cast) -> None:
    client.force_login(cast.administrator)
    url = reverse("moderation:protect", args=["structures", cast.structure.public_id])
    assert client.get(url).status_code == 200
    assert client.get(reverse("moderation:protect", args=["besoins", "rien"])).status_code == 404


def test_everybody_reads_why(client: Any, protection: Protection) -> None:
    page = client.get(protection.get_absolute_url())
    assert page.status_code == 200
    assert "Deux avis sur le tarif." in page.content.decode()


def test_who_meets_it_keeps_what_they_typed(
    client: Any, cast: Cast, offer: OfferPage, protection: Protection
) -> None:
    client.force_login(cast.outsider)
    url = reverse("contributions:propose-edit", args=[offer.public_id])
    data = form_data(client.get(url))
    typed = {"fee_detail": "Neuf euros par jour", "proposal_summary": "Le tarif a changé hier."}
    response = client.post(url, {**data, **typed, "act": "send"})
    text = response.content.decode()
    assert response.status_code == 403
    assert "Neuf euros par jour" in text
    assert "Le tarif a changé hier." in text
    assert protection.get_absolute_url() in text
    assert "no-store" in response["Cache-Control"]
    assert not Proposal.objects.exists()


def test_an_animator_lifts_it(animator: Any, cast: Cast, protection: Protection) -> None:
    url = reverse("moderation:protection-lift", args=[protection.uuid])
    assert animator.get(url).status_code == 405
    assert animator.post(url).url == reverse("moderation:protections")
    protection.refresh_from_db()
    assert protection.lifted_by == cast.animator


# Blocks


def test_an_animator_blocks_the_author_of_a_proposal(
    animator: Any, cast: Cast, offer: OfferPage
) -> None:
    proposal = propose(offer, cast.outsider)
    url = f"{reverse('moderation:block-place')}?proposition={proposal.uuid}"
    data = form_data(animator.get(url))
    assert "email" not in data
    response = animator.post(url, {**data, "message": "Assez."})
    block = Block.objects.get()
    assert response.url == block.get_absolute_url()
    assert (block.user, block.territory) == (cast.outsider, proposal.territory)
    assert block.acts == ["propose", "discuss"]


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"acts": []}, 422),
        ({"lasts": "7"}, 422),
        ({"lasts": "endless"}, 422),
        ({"scope": "everywhere"}, 422),
        ({"scope": "1"}, 422),
        ({"reason": "other", "message": " "}, 422),
    ],
)
def test_a_block_out_of_bounds_comes_back_with_what_was_typed(
    animator: Any, cast: Cast, offer: OfferPage, typed: Any, status: int
) -> None:
    proposal = propose(offer, cast.outsider)
    url = f"{reverse('moderation:block-place')}?proposition={proposal.uuid}"
    data = {**form_data(animator.get(url)), "private_note": "Vu deux fois.", **typed}
    response = animator.post(url, data)
    assert response.status_code == status
    assert "Vu deux fois." in response.content.decode()
    assert not Block.objects.exists()


@pytest.mark.parametrize("name", ["proposition", "message"])
@pytest.mark.parametrize("value", ["rien", "0", "7f0c0b7e-0000-4000-8000-000000000000"])
def test_what_names_nothing_is_not_found(animator: Any, name: str, value: str) -> None:
    url = f"{reverse('moderation:block-place')}?{name}={value}"
    assert animator.get(url).status_code == 404


def test_the_blocked_person_reads_why_and_says_so(
    client: Any, cast: Cast, offer: OfferPage, block: Block
) -> None:
    client.force_login(cast.outsider)
    page = client.get(reverse("moderation:my-block", args=[block.uuid]))
    text = page.content.decode()
    assert "Trois fois la même annonce." in text
    assert "Voir le fil des animateurs." not in text
    read = reverse("moderation:my-block-read", args=[block.uuid])
    assert client.get(read).status_code == 405
    assert client.post(read).status_code == 302
    block.refresh_from_db()
    assert block.acknowledged_at is not None


@pytest.mark.parametrize("who", ["member", "animator", "administrator"])
def test_the_page_of_the_person_is_theirs_alone(
    client: Any, cast: Cast, block: Block, who: str
) -> None:
    client.force_login(getattr(cast, who))
    url = reverse("moderation:my-block", args=[block.uuid])
    assert client.get(url).status_code == 404


@pytest.mark.parametrize(
    ("who", "status"),
    [("outsider", 404), ("publisher", 404), ("other_animator", 404), ("animator", 200)],
)
def test_the_note_is_for_the_animators_of_the_territory(
    client: Any, cast: Cast, block: Block, who: str, status: int
) -> None:
    client.force_login(getattr(cast, who))
    response = client.get(block.get_absolute_url())
    assert response.status_code == status
    assert ("Voir le fil des animateurs." in response.content.decode()) == (status == 200)


def test_a_blocked_network_writes_nothing_and_reads_everything(
    client: Any, cast: Cast, offer: OfferPage
) -> None:
    with pytest.raises(Refused):
        block_network(
            by=cast.administrator, address="ici", reason="spam", ends_at=timezone.now() + DAY
        )
    block = block_network(
        by=cast.administrator,
        address="203.0.113.7",
        reason="spam",
        ends_at=timezone.now() + DAY,
    )
    forget_known()
    assert "203.0.113" not in str(vars(block))
    url = reverse("contributions:report-offer", args=[offer.public_id])
    page = client.get(url, **LOCAL)
    assert page.status_code == 200
    typed = {"reason": "closed", "text": "Le rideau est baissé depuis juin."}
    barred = client.post(url, typed, **LOCAL)
    assert barred.status_code == 403
    assert "Le rideau est baissé depuis juin." in barred.content.decode()
    assert client.post(url, typed, REMOTE_ADDR="203.0.113.8").status_code != 403
    Trust.objects.create(user=cast.outsider, territory=offer.home_territory, level=1)
    client.force_login(cast.outsider)
    assert client.post(url, typed, **LOCAL).status_code != 403


def test_only_global_administrators_block_a_network(client: Any, cast: Cast) -> None:
    url = reverse("moderation:block-network")
    client.force_login(cast.animator)
    assert client.get(url).status_code == 403
    client.force_login(cast.administrator)
    data = form_data(client.get(url)) | {"address": "203.0.113.7", "lasts": "7"}
    assert client.post(url, {**data, "lasts": "30"}).status_code == 422
    assert client.post(url, {**data, "address": "chez moi"}).status_code == 422
    assert client.post(url, data).status_code == 302
    assert Block.objects.get().is_of_a_network


# Trust


def test_an_administrator_decides_by_hand(client: Any, cast: Cast, offer: OfferPage) -> None:
    trust = Trust.objects.create(user=cast.outsider, territory=offer.home_territory)
    url = reverse("moderation:trust-person", args=[trust.pk])
    client.force_login(cast.animator)
    assert client.get(url).status_code == 200
    assert client.post(url, {"level": "2", "message": "Vu."}).status_code == 403
    client.force_login(cast.administrator)
    assert client.post(url, {"level": "9", "message": "Vu."}).status_code == 422
    assert client.post(url, {"level": "2", "message": ""}).status_code == 422
    assert client.post(url, {"level": "2", "message": "Vu ensemble."}).status_code == 302
    client.force_login(cast.outsider)
    assert "Vu ensemble." in client.get(reverse("moderation:my-trust")).content.decode()
    assert client.get(url).status_code == 404


PLACES = ("moderation:protections", "moderation:blocks", "moderation:trust", "moderation:flags")


@pytest.mark.parametrize("name", PLACES)
def test_the_lists_are_for_animators(client: Any, cast: Cast, name: str) -> None:
    assert client.get(reverse(name)).status_code == 302
    client.force_login(cast.outsider)
    assert client.get(reverse(name)).status_code == 403
    client.force_login(cast.animator)
    page = client.get(reverse(name))
    assert page.status_code == 200
    assert '<meta name="robots" content="noindex">' in page.content.decode()
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize("size", [1, 12])
@pytest.mark.parametrize(("name", "number"), [(PLACES[0], 9), (PLACES[1], 13), (PLACES[2], 9)])
def test_the_lists_cost_the_same_whatever_their_length(
    client: Any,
    cast: Cast,
    offer: OfferPage,
    size: int,
    name: str,
    number: int,
    django_assert_num_queries: Any,
) -> None:
    home = offer.home_territory
    for one in range(size):
        said = {"by": cast.animator, "reason": "spam", "ends_at": timezone.now() + DAY / 2}
        block_person(email=f"pub{one}@spam.example", territory=home, acts=["propose"], **said)
        part = ("name", "cost", "hours", "what", "how", "next", "simple", "bring")[one % 8]
        said["reason"] = "dispute"
        protect(target=offer, level="confirmed", part=part, **said)
    Trust.objects.create(user=cast.outsider, territory=home)
    Trust.objects.create(user=cast.member, territory=home)
    client.force_login(cast.animator)
    client.get(reverse(name))
    with django_assert_num_queries(number):
        client.get(reverse(name))


def test_no_page_says_an_address(client: Any, cast: Cast, offer: OfferPage, block: Block) -> None:
    client.force_login(cast.administrator)
    for url in (reverse("moderation:blocks"), block.get_absolute_url()):
        text = client.get(url).content.decode()
        assert cast.outsider.email not in text
        assert not re.search(r"[0-9a-f]{64}", text)


def test_a_blocked_network_reports_no_message(client: Any, cast: Cast, offer: OfferPage) -> None:
    thread = open_thread(
        author=cast.member, place=at_page(offer), subject="Horaires", body="Est-ce ouvert ?"
    )
    block_network(
        by=cast.administrator,
        address=LOCAL["REMOTE_ADDR"],
        reason="spam",
        ends_at=timezone.now() + DAY,
    )
    forget_known()
    client.force_login(cast.outsider)
    url = reverse("moderation:flag", args=["message", thread.posts.get().uuid])
    answer = client.post(url, {"reason": "insult"}, **LOCAL)
    assert answer.status_code == 403
    assert not Flag.objects.exists()
