import pytest
from django.core import mail

from accounts.models import User
from tests.accounts.people import add_totp, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]


@pytest.fixture
def chief(client):
    user = make_person("chief@example.org", is_superuser=True, is_staff=True)
    add_totp(user)
    client.force_login(user)
    return user


def answers(**changes):
    return {"email": "Nour@example.org", "display_name": "Renard curieux", **changes}


def test_list_create_and_edit_open(client, chief):
    for path in ("/cms/users/", "/cms/users/new/", f"/cms/users/edit/{chief.pk}/"):
        response = client.get(path)
        assert response.status_code == 200
        assert 'name="password1"' not in response.content.decode()


def test_one_s_own_page_there_opens(client, chief):
    assert client.get("/cms/account/").status_code == 200


def test_an_account_is_created_without_password(client, chief):
    client.post("/cms/users/new/", answers())
    user = User.objects.get(email="nour@example.org")
    assert user.display_name == "Renard curieux"
    assert not user.has_usable_password()


def test_an_account_is_edited(client, chief):
    user = make_person()
    client.post(
        f"/cms/users/edit/{user.pk}/", answers(email=user.email, is_staff="on", is_active="on")
    )
    user.refresh_from_db()
    assert (user.display_name, user.is_staff) == ("Renard curieux", True)
    assert user.has_usable_password()


@pytest.mark.parametrize(
    "wrong", [{"email": "chief@example.org"}, {"email": "x"}, {"display_name": "a@b.fr"}]
)
def test_bad_input_creates_nothing(client, chief, wrong):
    response = client.post("/cms/users/new/", answers(**wrong))
    assert response.status_code == 200
    assert User.objects.count() == 1


def test_deleting_there_is_erasing(client, chief, django_capture_on_commit_callbacks):
    user = make_person()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/cms/users/delete/{user.pk}/")
    assert not User.objects.filter(pk=user.pk).exists()
    assert mail.outbox[0].to == [user.email]


def test_deleting_many_is_erasing_too(client, chief, django_capture_on_commit_callbacks):
    user = make_person()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/cms/bulk/accounts/user/delete/?id={user.pk}")
    assert not User.objects.filter(pk=user.pk).exists()
    assert mail.outbox[0].to == [user.email]


def test_without_second_factor_the_cms_stays_shut(client):
    client.force_login(make_person("chief@example.org", is_superuser=True, is_staff=True))
    assert client.get("/cms/users/")["Location"].startswith("/compte/double-verification/")


def test_others_are_refused(client):
    client.force_login(make_person())
    assert client.get("/cms/users/").status_code == 302
