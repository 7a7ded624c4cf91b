import json

import pytest
from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.utils.translation import gettext, override

from accounts import privacy
from accounts.models import Consent, User
from accounts.own_data import warn_last_administrator
from accounts.privacy import (
    erase_account,
    public_name,
    register_eraser,
    register_exporter,
    register_warning,
)
from accounts.signals import account_erased
from tests.accounts.people import add_totp, make_person, prove, sign_in, signed_in

pytestmark = pytest.mark.django_db

DATA = "/compte/mes-donnees/"
EXPORT = "/compte/mes-donnees/export/"
ERASE = "/compte/effacer/"


@pytest.fixture(autouse=True)
def _own_registers(monkeypatch):
    """Registers without what the upper apps put in them, and back as they were afterwards."""
    monkeypatch.setattr(privacy, "_erasers", {})
    monkeypatch.setattr(privacy, "_warners", {})
    monkeypatch.setattr(
        privacy, "_exporters", {k: v for k, v in privacy._exporters.items() if k in OURS}
    )


OURS = {"account", "addresses", "consents", "second_factors", "providers", "sessions"}


def test_the_page_says_what_is_held(client):
    sign_in(client, make_person())
    held = dict(client.get(DATA).context["held"])
    assert sorted(held.values()) == [0, 0, 1, 1, 1, 1]


def test_export_asks_for_the_password_then_gives_everything(client):
    register_exporter("proposals", lambda user: [{"summary": "un été"}])
    user = make_person()
    add_totp(user)
    client.force_login(user)
    response = client.post(EXPORT)
    assert response["Location"].startswith("/compte/reauthenticate/")
    response = client.post(response["Location"], {"password": "une phrase de passe assez longue"})
    assert response["Content-Disposition"].startswith("attachment")
    held = json.loads(response.content)
    assert set(held) == OURS | {"proposals"}
    assert held["account"]["email"] == user.email
    assert held["proposals"] == [{"summary": "un été"}]
    assert "secret" not in response.content.decode()


def test_a_wrong_password_exports_nothing(client):
    client.force_login(make_person())
    response = client.post(client.post(EXPORT)["Location"], {"password": "non"})
    assert "Content-Disposition" not in response


def test_someone_without_password_signs_in_again_first(client):
    client.force_login(make_person(password=None))
    response = client.post(EXPORT)
    assert response["Location"].startswith("/compte/login/?next=")
    assert not signed_in(client)


@pytest.mark.parametrize("path", [DATA, ERASE])
def test_a_visitor_is_sent_to_sign_in(client, path):
    assert client.get(path)["Location"].startswith("/compte/login/")


def test_export_by_get_is_refused(client):
    client.force_login(make_person())
    assert client.get(EXPORT).status_code == 405


def test_erasing(client):
    user = make_person()
    sign_in(client, user)
    add_totp(user)
    prove(client)
    response = client.post(ERASE, {"confirmation": f" {gettext('ERASE')} "})
    assert response["Location"] == "/compte/efface/"
    assert not User.objects.exists()
    for model in (Consent, EmailAddress, UserSession):
        assert not model.objects.exists()
    assert not signed_in(client)


def test_erasing_says_farewell(django_capture_on_commit_callbacks):
    user = make_person()
    with django_capture_on_commit_callbacks(execute=True):
        erase_account(user=user, by="self")
    assert mail.outbox[0].to == ["lou@example.org"]


def test_the_typed_word_is_needed(client):
    client.force_login(make_person())
    prove(client)
    for typed in ("", "erase", "oui"):
        response = client.post(ERASE, {"confirmation": typed})
        assert response.status_code == 422
        assert f'value="{typed}"' in response.content.decode() or not typed
    assert User.objects.exists()


def test_erasing_needs_proof(client):
    client.force_login(make_person())
    response = client.post(ERASE, {"confirmation": gettext("ERASE")})
    assert response["Location"].startswith("/compte/reauthenticate/")
    assert User.objects.exists()


def test_warnings_are_shown_and_do_not_prevent(client):
    register_warning("roles", lambda user: ["You are the last animator of Aveyron."])
    client.force_login(make_person())
    assert "last animator of Aveyron" in client.get(ERASE).content.decode()


def test_the_only_administrator_is_warned():
    chief = make_person(is_superuser=True)
    assert len(warn_last_administrator(chief)) == 1
    make_person("second@example.org", is_superuser=True)
    assert warn_last_administrator(chief) == []


def test_every_app_erases_and_the_signal_is_sent_in_the_transaction():
    seen = []

    def told(sender, user, by, **kwargs):
        seen.append((user.pk, by))

    user = make_person()
    register_eraser("contributions", lambda person: seen.append(person.email))
    account_erased.connect(told)
    try:
        erase_account(user=user, by="administrator")
    finally:
        account_erased.disconnect(told)
    assert seen == [user.email, (user.pk, "administrator")]


def test_an_eraser_that_fails_leaves_everything():
    def fail(user):
        raise RuntimeError

    user = make_person()
    register_eraser("broken", fail)
    with pytest.raises(RuntimeError):
        erase_account(user=user, by="self")
    assert User.objects.filter(pk=user.pk).exists()
    assert mail.outbox == []


def test_every_open_session_ends(client):
    user = make_person()
    sign_in(client, user)
    key = client.session.session_key
    erase_account(user=user, by="administrator")
    assert not Session.objects.filter(session_key=key).exists()
    assert client.get(DATA)["Location"].startswith("/compte/login/")


def test_only_a_label_stays():
    assert public_name(User(display_name="Lou")) == "Lou"
    with override("en"):
        assert public_name(None) == "deleted account"
