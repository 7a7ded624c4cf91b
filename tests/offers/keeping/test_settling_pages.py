"""Who sees a claim and who settles it, over HTTP: each role, bad input, replays."""

import pytest

from offers.keeping.claims import draw_code
from offers.models import Structure
from offers.services import add_member
from tests.cast import Cast, make_user
from tests.factories import make_structure
from tests.offers.keeping.browsing import signed, text, url
from tests.offers.keeping.making import (
    EVIDENCE,
    ask,
    link_in,
    old_structure,
    sent,
)

DESK_QUERIES = 9


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
