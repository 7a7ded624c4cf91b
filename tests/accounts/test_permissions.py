import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialLogin

from accounts import second_factor
from accounts.permissions import can_link_provider, can_remove_factor
from tests.accounts.people import add_totp, make_person

pytestmark = pytest.mark.django_db


def login(email="lou@example.org", *, verified=True):
    return SocialLogin(email_addresses=[EmailAddress(email=email, verified=verified)])


@pytest.fixture
def strict(monkeypatch):
    monkeypatch.setattr(second_factor, "_requirements", [lambda user: True])


def test_one_s_own_verified_address_links():
    assert can_link_provider(make_person(), login("LOU@example.org"))


@pytest.mark.parametrize("given", [login(verified=False), login("else@example.org")])
def test_an_unverified_or_foreign_address_does_not(given):
    verdict = can_link_provider(make_person(), given)
    assert not verdict
    assert verdict.reason


def test_a_closed_account_does_not():
    assert not can_link_provider(make_person(is_active=False), login())


def test_whoever_must_have_a_second_factor_needs_it_to_link(strict):
    user = make_person()
    assert not can_link_provider(user, login())
    add_totp(user)
    assert can_link_provider(user, login())


def test_whoever_must_have_a_second_factor_keeps_one(strict):
    user = make_person()
    add_totp(user)
    totp = Authenticator.objects.get()
    codes = Authenticator.objects.create(user=user, type="recovery_codes", data={})
    assert can_remove_factor(user, codes)
    assert not can_remove_factor(user, totp)
    Authenticator.objects.create(user=user, type="webauthn", data={})
    assert can_remove_factor(user, totp)


def test_others_remove_theirs_freely():
    user = make_person()
    add_totp(user)
    assert can_remove_factor(user, Authenticator.objects.get())
