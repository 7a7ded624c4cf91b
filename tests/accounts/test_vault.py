import pytest
from allauth.mfa.models import Authenticator

from accounts.vault import Unreadable, reseal, seal, unseal
from tests.accounts.people import add_totp, make_person, prove, totp_code


def test_what_is_sealed_is_read_back_and_not_readable():
    sealed = seal("secret", purpose="a")
    assert "secret" not in sealed
    assert unseal(sealed, purpose="a") == "secret"


def test_another_purpose_does_not_open_it():
    with pytest.raises(Unreadable):
        unseal(seal("secret", purpose="a"), purpose="b")


def test_a_changed_key_keeps_old_secrets_while_it_is_a_fallback(settings):
    sealed = seal("secret", purpose="a")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new one, long enough"
    assert unseal(sealed, purpose="a") == "secret"
    resealed = reseal(sealed, purpose="a")
    settings.SECRET_KEY_FALLBACKS = []
    assert unseal(resealed, purpose="a") == "secret"
    with pytest.raises(Unreadable):
        unseal(sealed, purpose="a")


@pytest.mark.django_db
def test_secrets_of_second_factors_are_sealed_in_the_database(client):
    user = make_person()
    client.force_login(user)
    prove(client)
    secret = client.get("/compte/double-verification/totp/activate/").context["form"].secret
    client.post("/compte/double-verification/totp/activate/", {"code": totp_code(secret)})
    stored = dict(Authenticator.objects.values_list("type", "data"))
    assert secret not in str(stored)
    assert unseal(stored["totp"]["secret"], purpose="second-factor") == secret
    assert len(unseal(stored["recovery_codes"]["seed"], purpose="second-factor")) == 80


@pytest.mark.django_db
def test_a_second_factor_survives_a_changed_key(client, settings):
    user = make_person()
    secret = add_totp(user)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a new one, long enough"
    assert Authenticator.objects.get().wrap().validate_code(totp_code(secret))
