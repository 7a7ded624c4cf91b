"""Asking for the pages of a structure over HTTP: its three ways, bad input, replays."""

from uuid import uuid4

import pytest

from offers.models import Structure, StructureClaim
from tests.cast import Cast
from tests.factories import make_offer
from tests.offers.keeping.browsing import claim_url, signed, text, url
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


@pytest.fixture
def as_outsider(client, cast: Cast):
    return signed(client, cast.outsider)


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


def test_unknown_claims_are_not_found(as_outsider, db) -> None:
    assert as_outsider.get(url("claim", uuid4())).status_code == 404
    assert as_outsider.get(url("claim-settle", uuid4())).status_code == 404
    assert as_outsider.get(url("claim-confirm", "x")).status_code == 410
