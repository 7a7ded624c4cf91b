import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from notifications.models import Notice

# Session, account, second factor (2), notices (2), what they moderate, offers they have begun.
ME_QUERIES = 9


@pytest.fixture
def signed_in(client, home, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def notice(person: User, key: str) -> Notice:
    return Notice.objects.create(recipient=person, kind="gone", key=key, path="/propositions/1/")


def test_greets_and_lists_notices_newest_first(signed_in, person) -> None:
    old, new = notice(person, "1"), notice(person, "2")
    answer = signed_in.get(reverse("home:me"))
    assert answer.status_code == 200
    assert "Léa" in answer.content.decode()
    assert [line["row"] for line in answer.context["notices"]] == [new, old]
    assert answer.context["unread"] == 2


def test_shows_no_one_elses_notices(signed_in) -> None:
    other = User.objects.create_user("a@exemple.fr", "mot-de-passe-long", display_name="A")
    notice(other, "1")
    assert signed_in.get(reverse("home:me")).context["notices"] == []


def test_marks_as_read(signed_in, person) -> None:
    row = notice(person, "1")
    answer = signed_in.post(reverse("home:notice_read", args=[row.pk]))
    row.refresh_from_db()
    assert answer.status_code == 302
    assert row.read_at is not None


def test_the_first_reading_counts(signed_in, person) -> None:
    row = notice(person, "1")
    row.read_at = before = timezone.now()
    row.save(update_fields=["read_at"])
    signed_in.post(reverse("home:notice_read", args=[row.pk]))
    row.refresh_from_db()
    assert row.read_at == before


def test_another_persons_notice_is_not_found(signed_in) -> None:
    other = User.objects.create_user("a@exemple.fr", "mot-de-passe-long", display_name="A")
    row = notice(other, "1")
    assert signed_in.post(reverse("home:notice_read", args=[row.pk])).status_code == 404
    row.refresh_from_db()
    assert row.read_at is None


@pytest.mark.parametrize("name", ["me", "notice_read"])
def test_visitor_is_sent_to_sign_in(client, home, name) -> None:
    url = reverse(f"home:{name}", args=[1] if name == "notice_read" else [])
    answer = client.post(url) if name == "notice_read" else client.get(url)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_reading_by_a_link_is_refused(signed_in, person) -> None:
    assert (
        signed_in.get(reverse("home:notice_read", args=[notice(person, "1").pk])).status_code == 405
    )


@pytest.mark.parametrize("number", [1, 20])
def test_costs_the_same_whatever_the_number_of_notices(
    signed_in, person, number, django_assert_num_queries
) -> None:
    for key in range(number):
        notice(person, str(key))
    signed_in.get(reverse("home:me"))
    with django_assert_num_queries(ME_QUERIES):
        signed_in.get(reverse("home:me"))
