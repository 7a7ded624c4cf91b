import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse
from wagtail.models import Page

from accounts import second_factor
from accounts.models import User
from accounts.second_factor import must_have_second_factor, register_requirement
from tests.accounts.people import (
    PASSWORD,
    add_totp,
    make_person,
    prove,
    sign_in,
    signed_in,
    totp_code,
)

pytestmark = pytest.mark.django_db

INDEX = "/compte/double-verification/"
ACTIVATE = "/compte/double-verification/totp/activate/"
AUTHENTICATE = "/compte/double-verification/authenticate/"


@pytest.fixture
def animator(monkeypatch):
    """Somebody whose role, told by an upper app, asks for a second factor."""
    monkeypatch.setattr(second_factor, "_requirements", [])
    register_requirement(lambda user: user.email == "awa@example.org")
    return make_person("awa@example.org")


def test_who_must_have_one(animator):
    assert must_have_second_factor(animator)
    assert must_have_second_factor(User(is_staff=True))
    assert must_have_second_factor(User(is_superuser=True))
    assert not must_have_second_factor(make_person())


def test_others_are_left_alone(client):
    sign_in(client, make_person())
    assert client.get("/compte/email/").status_code == 200


def test_an_animator_without_one_is_led_to_it(client, animator):
    sign_in(client, animator)
    for path in ("/compte/mes-donnees/", "/compte/", "/"):
        response = client.get(path)
        assert response.status_code == 302
        assert response["Location"].startswith(INDEX)


def test_what_is_needed_meanwhile_stays_open(client, animator):
    Page.objects.get(depth=2).add_child(instance=Page(title="Terms", slug="conditions"))
    sign_in(client, animator)
    for path in (INDEX, "/compte/logout/", "/compte/reauthenticate/", "/compte/email/"):
        assert client.get(path).status_code == 200
    assert client.get("/conditions/").status_code != 302


def test_programs_and_forms_are_refused_not_redirected(client, animator):
    sign_in(client, animator)
    headers = {"Accept": "application/json"}
    assert client.get("/compte/mes-donnees/", headers=headers).status_code == 403
    assert client.get("/compte/mes-donnees/", headers={"HX-Request": "true"}).status_code == 403
    assert client.post("/compte/mes-donnees/export/").status_code == 403


def test_the_way_through(client, animator):
    sign_in(client, animator)
    prove(client)
    secret = client.get(ACTIVATE).context["form"].secret
    assert client.post(ACTIVATE, {"code": "000000"}).status_code == 200
    assert not Authenticator.objects.exists()
    response = client.post(ACTIVATE, {"code": totp_code(secret)})
    assert response["Location"] == reverse("mfa_view_recovery_codes")
    codes = client.get(response["Location"]).context["unused_codes"]
    assert len(codes) == 10
    assert client.get(reverse("mfa_download_recovery_codes")).content.decode().split() == codes
    assert client.get("/compte/mes-donnees/").status_code == 200


def test_at_sign_in_the_password_is_not_enough(client, animator):
    secret = add_totp(animator)
    assert sign_in(client, animator)["Location"] == AUTHENTICATE
    assert not signed_in(client)
    assert client.get(AUTHENTICATE).status_code == 200
    client.post(AUTHENTICATE, {"code": "000000"})
    assert not signed_in(client)
    client.post(AUTHENTICATE, {"code": totp_code(secret)})
    assert signed_in(client)
    assert client.get("/compte/mes-donnees/").status_code == 200


def test_a_recovery_code_works_once(client, animator, settings):
    sign_in(client, animator)
    prove(client)
    secret = client.get(ACTIVATE).context["form"].secret
    client.post(ACTIVATE, {"code": totp_code(secret)})
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[0]
    for expected in (True, False):
        client.logout()
        sign_in(client, animator)
        client.post(AUTHENTICATE, {"code": code})
        assert signed_in(client) is expected


def test_wagtail_s_own_door_does_not_skip_it(client):
    chief = make_person("chief@example.org", is_superuser=True, is_staff=True)
    add_totp(chief)
    client.post("/cms/login/", {"username": chief.email, "password": PASSWORD})
    assert not signed_in(client)


@pytest.mark.django_db(transaction=True)
def test_sessions_opened_before_end_when_a_factor_is_added(client, animator):
    other_device = type(client)()
    sign_in(other_device, animator)
    sign_in(client, animator)
    prove(client)
    secret = client.get(ACTIVATE).context["form"].secret
    client.post(ACTIVATE, {"code": totp_code(secret)})
    assert client.get("/compte/mes-donnees/").status_code == 200
    assert other_device.get("/compte/mes-donnees/")["Location"].startswith("/compte/login/")


def test_the_last_one_cannot_be_removed_by_whoever_must_have_it(client, animator):
    secret = add_totp(animator)
    sign_in(client, animator)
    client.post(AUTHENTICATE, {"code": totp_code(secret)})
    prove(client)
    client.post(reverse("mfa_deactivate_totp"), {})
    assert Authenticator.objects.filter(user=animator).exists()


def test_the_last_key_cannot_be_removed_either(client, animator):
    key = Authenticator.objects.create(
        user=animator, type=Authenticator.Type.WEBAUTHN, data={"name": "Clé", "credential": {}}
    )
    client.force_login(animator)
    prove(client)
    response = client.post(reverse("mfa_remove_webauthn", args=[key.pk]), follow=True)
    assert Authenticator.objects.filter(pk=key.pk).exists()
    assert [str(message.level_tag) for message in response.context["messages"]] == ["error"]


def test_anybody_else_may_turn_theirs_off(client):
    user = make_person()
    add_totp(user)
    client.force_login(user)
    prove(client)
    client.post(reverse("mfa_deactivate_totp"), {})
    assert not Authenticator.objects.exists()


def test_a_visitor_costs_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/compte/efface/")
