"""Contacts that prove nothing: put there, or changed, by whoever claims."""

import pytest

from offers.keeping.errors import NoProof
from offers.models import Structure, StructureClaim
from tests.cast import Cast
from tests.offers.keeping.making import (
    MAIL,
    ask,
    edit,
    later,
    old_structure,
)

State = StructureClaim.State


@pytest.mark.parametrize(
    "address",
    ["garage@gmail.com", "garage@orange.fr", "garage@mail.laposte.net", "Garage@GMX.de"],
)
def test_an_address_at_a_free_provider_proves_nothing(
    alone: Structure, cast: Cast, address: str
) -> None:
    old_structure(alone, email=address)
    with pytest.raises(NoProof):
        ask(alone, cast.outsider)
    assert StructureClaim.objects.count() == 0


def test_an_address_changed_yesterday_by_the_claimant_proves_nothing(
    alone: Structure, cast: Cast
) -> None:
    edit(alone, by=cast.outsider, email="moi@faux.example")
    alone.refresh_from_db()
    with pytest.raises(NoProof):
        ask(alone, cast.outsider)


def test_an_address_the_claimant_put_there_long_ago_proves_nothing_either(
    alone: Structure, cast: Cast
) -> None:
    edit(alone, by=cast.outsider, email="moi@faux.example")
    alone.history.update(history_date=later(-90))
    alone.refresh_from_db()
    with pytest.raises(NoProof):
        ask(alone, cast.outsider)


def test_an_address_changed_yesterday_by_a_third_person_proves_nothing(
    alone: Structure, cast: Cast
) -> None:
    edit(alone, by=cast.member, email="bonjour@causse.example")
    alone.refresh_from_db()
    with pytest.raises(NoProof):
        ask(alone, cast.outsider)


def test_an_address_put_there_by_someone_who_claims_too_proves_nothing(
    alone: Structure, cast: Cast
) -> None:
    edit(alone, by=cast.member, email="bonjour@causse.example")
    alone.history.update(history_date=later(-90))
    alone.refresh_from_db()
    ask(alone, cast.member, "evidence")
    with pytest.raises(NoProof):
        ask(alone, cast.outsider)


def test_an_address_put_there_by_an_account_erased_since_proves_nothing(
    alone: Structure, cast: Cast
) -> None:
    edit(alone, by=cast.outsider, email="bonjour@causse.example")
    alone.history.update(history_date=later(-90), history_user_id=None)
    alone.refresh_from_db()
    with pytest.raises(NoProof):
        ask(alone, cast.outsider)


def test_other_fields_may_change_meanwhile(alone: Structure, cast: Cast) -> None:
    edit(alone, by=cast.outsider, description="Un garage où l'on répare ensemble.")
    alone.refresh_from_db()
    assert ask(alone, cast.outsider).state == State.ASKED


def test_an_address_taken_off_and_put_back_starts_again(alone: Structure, cast: Cast) -> None:
    edit(alone, by=cast.member, email="")
    edit(alone, by=cast.member, email=MAIL)
    alone.refresh_from_db()
    with pytest.raises(NoProof):
        ask(alone, cast.outsider)


def test_a_national_number_proves_nothing(alone: Structure, cast: Cast) -> None:
    old_structure(alone, phone="115")
    with pytest.raises(NoProof):
        ask(alone, cast.outsider, "phone")


def test_an_address_that_is_not_on_the_pages_is_refused(alone: Structure, cast: Cast) -> None:
    with pytest.raises(NoProof):
        ask(alone, cast.outsider, contact="ailleurs@example.org")
