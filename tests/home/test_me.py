import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from home.views import NOTICES_SHOWN
from journal import outbox
from notifications.following import follow
from notifications.models import Notice
from offers.publishing import archive_offer, publish_one

# Session, account, second factor (2), notices (2), structures they keep, what they moderate, offers
# they have begun.
ME_QUERIES = 11


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


def test_older_notices_are_on_pages_of_their_own(signed_in, person) -> None:
    rows = [notice(person, str(key)) for key in range(NOTICES_SHOWN + 5)]
    first = signed_in.get(reverse("home:me"))
    assert len(first.context["notices"]) == NOTICES_SHOWN
    second = signed_in.get(f"{reverse('home:me')}?avant={first.context['older']}")
    assert [line["row"] for line in second.context["notices"]] == rows[4::-1]
    assert second.context["older"] is None


@pytest.mark.parametrize("before", ["", "x", "-1", "9" * 40, "²", "1'"])
def test_page_nobody_made_is_the_first(signed_in, person, before) -> None:
    notice(person, "1")
    answer = signed_in.get(reverse("home:me"), {"avant": before})
    assert answer.status_code == 200
    assert len(answer.context["notices"]) == 1


def test_marks_all_that_was_shown_as_read_and_nothing_else(signed_in, person) -> None:
    other = User.objects.create_user("a@exemple.fr", "mot-de-passe-long", display_name="A")
    theirs = notice(other, "0")
    seen = notice(person, "1")
    shown = signed_in.get(reverse("home:me")).context["newest"]
    late = notice(person, "2")
    assert signed_in.post(reverse("home:notices_read"), {"up_to": shown}).status_code == 302
    read = {row.pk for row in Notice.objects.filter(read_at__isnull=False)}
    assert read == {seen.pk}
    assert not read & {late.pk, theirs.pk}


@pytest.mark.parametrize("up_to", ["", "x", "-5", "9" * 40])
def test_marks_nothing_without_knowing_what_was_shown(signed_in, person, up_to) -> None:
    notice(person, "1")
    assert signed_in.post(reverse("home:notices_read"), {"up_to": up_to}).status_code == 302
    assert Notice.objects.for_person(person).unread().count() == 1


def test_page_that_was_hidden_since_is_left_out(signed_in, person, offer) -> None:
    follow(user=person, page=("offer", offer.public_id), frequency="instant")
    publish_one(offer=offer, fields={"opening_hours": "Tu-Fr 10:00-12:00"}, author=None)
    outbox.drain()
    assert len(signed_in.get(reverse("home:me")).context["notices"]) == 1
    archive_offer(offer=offer, actor=person)
    assert signed_in.get(reverse("home:me")).context["notices"] == []
