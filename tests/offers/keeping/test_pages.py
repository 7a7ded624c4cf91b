"""The pages about who keeps a structure, over HTTP: each role, bad input, replays."""

from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse

from accounts.models import User
from offers.keeping.claims import draw_code
from offers.keeping.members import invite_member
from offers.models import MemberInvitation, Membership, Structure, StructureClaim
from offers.services import add_member
from tests.cast import Cast, make_user
from tests.factories import make_offer, make_structure
from tests.offers.keeping.making import (
    EVIDENCE,
    MAIL,
    PHONE,
    age,
    ask,
    edit,
    link_in,
    old_structure,
    sent,
)

BACKEND = "django.contrib.auth.backends.ModelBackend"
DESK_QUERIES = 10
MEMBERS_QUERIES = 9


@pytest.fixture
def alone(cast: Cast) -> Structure:
    return old_structure(make_structure(name="Épicerie du Causse"))


@pytest.fixture
def as_outsider(client, cast: Cast):
    return signed(client, cast.outsider)


def signed(client, user: User):
    client.force_login(user, backend=BACKEND)
    return client


def claim_url(structure: Structure) -> str:
    return reverse("offers:claim-structure", args=[structure.public_id])


def url(name: str, *args: Any) -> str:
    return reverse(f"offers:{name}", args=args)


def text(answer: Any) -> str:
    return answer.content.decode()


# Asking


def test_the_page_offers_what_proves_something(as_outsider, alone: Structure) -> None:
    answer = as_outsider.get(claim_url(alone))
    assert [value for value, _label in answer.context["form"].fields["proof"].choices] == [
        f"mail:{MAIL}",
        f"phone:{PHONE}",
        "evidence",
    ]


def test_the_contacts_of_offers_count_too(as_outsider, alone: Structure, words) -> None:
    old_structure(alone, email="", phone="")
    make_offer(structure=alone, contact_email="service@causse.example")
    age(alone, days=60)
    choices = dict(as_outsider.get(claim_url(alone)).context["form"].fields["proof"].choices)
    assert set(choices) == {"mail:service@causse.example", "phone:+33536490012", "evidence"}


def test_a_contact_of_an_offer_changed_yesterday_does_not_count(
    as_outsider, cast: Cast, alone: Structure, words
) -> None:
    from offers.publishing import publish_one

    old_structure(alone, email="", phone="")
    offer = make_offer(structure=alone, contact_email="service@causse.example", engage_person=[])
    age(alone, days=60)
    publish_one(offer=offer, fields={"contact_email": "moi@faux.example"}, author=cast.outsider)
    choices = dict(as_outsider.get(claim_url(alone)).context["form"].fields["proof"].choices)
    assert set(choices) == {"evidence"}


def test_a_contact_given_on_request_only_is_not_shown(as_outsider, alone: Structure, words) -> None:
    from offers.publishing import refresh_public

    old_structure(alone, email="", phone="")
    offer = make_offer(structure=alone, contact_email="secret@causse.example", engage_person=[])
    age(alone, days=60)
    offer.visibility.contact_email = "on_request"
    offer.visibility.save()
    refresh_public(offer)
    assert "secret@causse.example" not in text(as_outsider.get(claim_url(alone)))


def test_asking_by_mail_then_the_link(as_outsider, cast: Cast, alone: Structure) -> None:
    answer = as_outsider.post(claim_url(alone), {"proof": f"mail:{MAIL}"})
    claim = StructureClaim.objects.get()
    assert answer["Location"] == url("claim", claim.uuid)
    link = link_in(sent()[0])
    assert as_outsider.get(link).status_code == 200
    claim.refresh_from_db()
    assert claim.state == "asked"
    as_outsider.post(link)
    claim.refresh_from_db()
    assert claim.state == "granted"
    assert as_outsider.post(link).status_code == 410
    assert as_outsider.get(claim_url(alone)).status_code == 403


def test_a_visitor_with_the_link_may_only_say_no(client, cast: Cast, alone: Structure) -> None:
    ask(alone, cast.outsider)
    link = link_in(sent()[0])
    assert "login" in text(client.get(link))
    assert client.post(link).status_code == 302
    assert StructureClaim.objects.get().state == "asked"
    assert client.post(link, {"disown": "1"}).status_code == 200
    assert StructureClaim.objects.get().state == "refused"


def test_another_account_with_the_link_does_not_confirm(
    client, cast: Cast, alone: Structure
) -> None:
    ask(alone, cast.outsider)
    link = link_in(sent()[0])
    assert signed(client, cast.member).post(link).status_code == 403
    assert StructureClaim.objects.get().state == "asked"


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({}, 422),
        ({"proof": "mail:ailleurs@example.org"}, 422),
        ({"proof": "phone:+33600000000"}, 422),
        ({"proof": "evidence", "evidence": "Oui."}, 422),
        ({"proof": "evidence", "evidence": "a" * 3000}, 422),
        ({"proof": "\x00"}, 422),
        ({"proof": "owner"}, 422),
    ],
)
def test_bad_input_asks_nothing_and_keeps_the_text(
    as_outsider, alone: Structure, said: dict[str, str], status: int
) -> None:
    answer = as_outsider.post(claim_url(alone), said)
    assert answer.status_code == status
    assert said.get("evidence", "") in text(answer)
    assert StructureClaim.objects.count() == 0


def test_an_address_that_changed_while_the_page_was_open_is_refused(
    as_outsider, cast: Cast, alone: Structure
) -> None:
    as_outsider.get(claim_url(alone))
    edit(alone, by=cast.member, email="autre@causse.example")
    assert as_outsider.post(claim_url(alone), {"proof": f"mail:{MAIL}"}).status_code == 422


def test_the_fourth_request_of_the_month_waits(as_outsider, cast: Cast, alone: Structure) -> None:
    for _attempt in range(3):
        claim = ask(alone, cast.outsider)
        as_outsider.post(url("claim-withdraw", claim.uuid))
    answer = as_outsider.post(claim_url(alone), {"proof": "evidence", "evidence": EVIDENCE})
    assert answer.status_code == 429
    assert EVIDENCE in text(answer)


def test_the_same_form_twice_is_one_request(as_outsider, alone: Structure) -> None:
    for _attempt in range(2):
        as_outsider.post(claim_url(alone), {"proof": f"mail:{MAIL}"})
    assert StructureClaim.objects.count() == 1
    assert len(sent()) == 1


def test_a_structure_off_the_site_or_unknown_is_not_found(as_outsider, alone: Structure) -> None:
    Structure.objects.filter(pk=alone.pk).update(state="archived")
    assert as_outsider.get(claim_url(alone)).status_code == 404
    assert as_outsider.get(url("claim-structure", "zzzzzzzz")).status_code == 404


def test_the_public_page_says_how_to_ask(client, alone: Structure) -> None:
    assert claim_url(alone) in text(client.get(alone.get_absolute_url()))


# The code


def test_the_code_over_http(client, cast: Cast, alone: Structure) -> None:
    claim = ask(alone, cast.outsider, "phone")
    code = draw_code(claim=claim, animator=cast.animator)
    signed(client, cast.outsider)
    wrong = client.post(url("claim", claim.uuid), {"code": "abc"})
    assert wrong.status_code == 422
    assert "4" in text(wrong)
    assert client.post(url("claim", claim.uuid), {"code": ""}).status_code == 422
    assert client.post(url("claim", claim.uuid), {"code": code}).status_code == 302
    claim.refresh_from_db()
    assert claim.state == "granted"
    assert client.post(url("claim", claim.uuid), {"code": code}).status_code == 409


def test_the_animator_sees_the_number_and_the_code_once(
    client, cast: Cast, alone: Structure
) -> None:
    claim = ask(alone, cast.outsider, "phone")
    signed(client, cast.animator)
    page = url("claim-settle", claim.uuid)
    assert "05 36 49 00 12" in text(client.get(page))
    shown = client.post(page, {"act": "call"}).context["spaced_code"]
    assert len(shown) == 7
    assert shown not in text(client.get(page))
    signed(client, cast.outsider)
    client.post(url("claim", claim.uuid), {"code": shown})
    claim.refresh_from_db()
    assert claim.state == "granted"


# Who sees what: 302 to sign in, 404 for what one may not know of


@pytest.mark.parametrize(
    ("who", "claim_status", "settle_status"),
    [
        (None, 302, 302),
        ("outsider", 200, 404),
        ("member", 404, 404),
        ("editor", 404, 404),
        ("publisher", 200, 404),
        ("animator", 200, 200),
        ("other_animator", 404, 404),
        ("administrator", 200, 200),
    ],
)
def test_who_sees_a_claim(
    client, cast: Cast, who: str | None, claim_status: int, settle_status: int
) -> None:
    structure = old_structure(cast.structure)
    editor = make_user("noe@example.org", "Noé")
    add_member(structure=structure, user=editor)
    claim = ask(structure, cast.outsider, "evidence")
    if who:
        signed(client, editor if who == "editor" else getattr(cast, who))
    assert client.get(url("claim", claim.uuid)).status_code == claim_status
    assert client.get(url("claim-settle", claim.uuid)).status_code == settle_status


@pytest.mark.parametrize("act", ["call", "grant", "refuse"])
@pytest.mark.parametrize(
    ("who", "status"),
    [
        (None, 302),
        ("outsider", 404),
        ("publisher", 404),
        ("other_animator", 404),
        ("claimant", 403),
    ],
)
def test_who_does_not_settle(
    client, cast: Cast, alone: Structure, who: str | None, status: int, act: str
) -> None:
    claimant = cast.animator if who == "claimant" else make_user("lea@example.org", "Léa")
    claim = ask(alone, claimant, "phone")
    if who:
        signed(client, claimant if who == "claimant" else getattr(cast, who))
    said = {"act": act, "text": EVIDENCE}
    assert client.post(url("claim-settle", claim.uuid), said).status_code == status
    claim.refresh_from_db()
    assert (claim.state, claim.code_hash) == ("asked", "")


def test_settling_over_http(client, cast: Cast, alone: Structure) -> None:
    claim = ask(alone, cast.outsider, "evidence")
    signed(client, cast.animator)
    page = url("claim-settle", claim.uuid)
    assert client.post(page, {"act": "grant", "text": "Oui"}).status_code == 422
    assert client.post(page, {"act": "own"}).status_code == 422
    assert client.post(page, {"act": "refuse", "text": ""}).status_code == 422
    assert client.post(page, {"act": "grant", "text": EVIDENCE}).status_code == 302
    assert client.post(page, {"act": "grant", "text": EVIDENCE}).status_code == 409
    claim.refresh_from_db()
    assert claim.state == "proven"


def test_an_owner_contests_over_http(client, cast: Cast) -> None:
    structure = old_structure(cast.structure)
    claim = ask(structure, cast.outsider)
    signed(client, cast.outsider).post(link_in(sent()[0]))
    signed(client, cast.publisher)
    assert client.post(url("claim", claim.uuid), {"text": "Non"}).status_code == 422
    assert client.post(url("claim", claim.uuid), {"text": EVIDENCE}).status_code == 302
    claim.refresh_from_db()
    assert claim.state == "objected"
    assert client.post(url("claim", claim.uuid), {"text": EVIDENCE}).status_code == 403


def test_unknown_claims_are_not_found(as_outsider, db) -> None:
    assert as_outsider.get(url("claim", uuid4())).status_code == 404
    assert as_outsider.get(url("claim-settle", uuid4())).status_code == 404
    assert as_outsider.get(url("claim-confirm", "x")).status_code == 410


@pytest.mark.parametrize("size", [1, 6])
def test_the_animators_list_costs_the_same_whatever_its_length(
    client, cast: Cast, size: int, django_assert_num_queries
) -> None:
    for number in range(size):
        made = make_structure(name=f"Épicerie {number}")
        ask(made, make_user(f"p{number}@example.org", f"Personne {number}"), "evidence")
    signed(client, cast.animator).get(url("claim-desk"))
    with django_assert_num_queries(DESK_QUERIES):
        answer = client.get(url("claim-desk"))
    assert len(answer.context["claims"]) == size


# Members


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


@pytest.mark.parametrize("name", ["claim-withdraw", "member", "invitation-take-back"])
def test_reading_an_address_that_acts_does_nothing(client, cast: Cast, name: str) -> None:
    signed(client, cast.publisher)
    args = {"claim-withdraw": [uuid4()]}.get(name, [cast.structure.public_id, 1])
    assert client.get(url(name, *args)).status_code == 405


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
