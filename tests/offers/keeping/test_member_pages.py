"""The members of a structure over HTTP: each role, bad input, replays."""

from uuid import uuid4

import pytest

from offers.keeping.members import invite_member
from offers.models import MemberInvitation, Membership
from offers.services import add_member
from tests.cast import Cast, make_user
from tests.offers.keeping.browsing import signed, text, url
from tests.offers.keeping.making import (
    link_in,
    sent,
)

MEMBERS_QUERIES = 9


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (None, 302),
        ("outsider", 404),
        ("member", 404),
        ("animator", 404),
        ("editor", 200),
        ("publisher", 200),
    ],
)
def test_who_sees_the_members(client, cast: Cast, who: str | None, status: int) -> None:
    editor = make_user("noe@example.org", "Noé")
    add_member(structure=cast.structure, user=editor)
    if who:
        signed(client, editor if who == "editor" else getattr(cast, who))
    for name in ("members", "leave-structure"):
        assert client.get(url(name, cast.structure.public_id)).status_code == status


def test_an_editor_sees_no_address_and_invites_nobody(client, cast: Cast) -> None:
    editor = make_user("noe@example.org", "Noé")
    add_member(structure=cast.structure, user=editor)
    invite_member(
        structure=cast.structure, by=cast.publisher, email="lea@causse.example", role="editor"
    )
    signed(client, editor)
    page = url("members", cast.structure.public_id)
    shown = text(client.get(page))
    assert "lea@causse.example" not in shown
    assert cast.publisher.email not in shown
    said = {"email": "x@causse.example", "role": "owner"}
    assert client.post(page, said).status_code == 403
    mine = Membership.objects.get(user=editor)
    for act in ("owner", "remove", "hand-over"):
        member = url("member", cast.structure.public_id, mine.pk)
        assert client.post(member, {"act": act}).status_code == 403
    assert Membership.objects.get(user=editor).role == "editor"


def test_inviting_over_http(client, cast: Cast) -> None:
    signed(client, cast.publisher)
    page = url("members", cast.structure.public_id)
    bad = client.post(page, {"email": "léa", "role": "owner"})
    assert bad.status_code == 422
    assert "léa" in text(bad)
    assert client.post(page, {"email": "a@b.fr", "role": "king"}).status_code == 422
    assert client.post(page, {"email": "lea@causse.example", "role": "editor"}).status_code == 302
    link = link_in(sent()[0])
    client.logout()
    assert client.get(link).status_code == 200
    assert client.post(link).status_code == 200
    assert MemberInvitation.objects.get().closed_at is None
    signed(client, cast.outsider)
    assert client.get(link).status_code == 200
    assert not Membership.objects.filter(user=cast.outsider).exists()
    assert client.post(link).status_code == 302
    assert Membership.objects.get(user=cast.outsider).role == "editor"
    assert client.post(link).status_code == 410


def test_ids_of_another_structure_are_not_found(client, cast: Cast) -> None:
    signed(client, cast.publisher)
    foreign = Membership.objects.get(structure=cast.other_structure)
    invitation = invite_member(
        structure=cast.other_structure, by=cast.member, email="lea@rhone.example", role="editor"
    )
    here = cast.structure.public_id
    assert client.post(url("member", here, foreign.pk), {"act": "remove"}).status_code == 404
    assert client.post(url("invitation-take-back", here, invitation.pk)).status_code == 404
    there = cast.other_structure.public_id
    assert client.post(url("member", there, foreign.pk), {"act": "remove"}).status_code == 404
    assert Membership.objects.filter(pk=foreign.pk).exists()
    huge = url("member", here, 10**17)
    assert client.post(huge, {"act": "remove"}).status_code == 404


def test_leaving_over_http(client, cast: Cast) -> None:
    add_member(structure=cast.structure, user=cast.outsider)
    signed(client, cast.publisher)
    page = url("leave-structure", cast.structure.public_id)
    assert client.post(page).status_code == 422
    foreign = Membership.objects.get(structure=cast.other_structure)
    assert client.post(page, {"successor": foreign.pk}).status_code == 422
    successor = Membership.objects.get(user=cast.outsider)
    assert client.post(page, {"successor": successor.pk}).status_code == 302
    assert not Membership.objects.filter(user=cast.publisher).exists()


@pytest.mark.parametrize("size", [1, 8])
def test_the_members_cost_the_same_whatever_their_number(
    client, cast: Cast, size: int, django_assert_num_queries
) -> None:
    for number in range(size):
        person = make_user(f"p{number}@example.org", f"Personne {number}")
        add_member(structure=cast.structure, user=person)
        invite_member(
            structure=cast.structure,
            by=cast.publisher,
            email=f"a{number}@causse.example",
            role="editor",
        )
    page = url("members", cast.structure.public_id)
    signed(client, cast.publisher).get(page)
    with django_assert_num_queries(MEMBERS_QUERIES):
        client.get(page)


@pytest.mark.parametrize("name", ["claim-withdraw", "member", "invitation-take-back"])
def test_reading_an_address_that_acts_does_nothing(client, cast: Cast, name: str) -> None:
    signed(client, cast.publisher)
    args = {"claim-withdraw": [uuid4()]}.get(name, [cast.structure.public_id, 1])
    assert client.get(url(name, *args)).status_code == 405
