"""The pages where a territory administrator names people, and where anybody sees their role."""

from datetime import timedelta

import pytest
from django.db.models import Count
from django.utils import timezone

from moderation.roles.days import end_of_day, last_day
from notifications.models import Notice
from territories.models import MemberRole, PostalCode
from territories.permissions import moderates
from territories.services import grant_role
from tests.cast import make_user
from tests.fixtures.places import place

LIST, NEW = "/moderation/roles/", "/moderation/roles/donner/"
Role = MemberRole.Role
AVEYRON = "fr:department:12"
LIST_QUERIES = 16


@pytest.fixture
def chief(cast):
    """Administers the department of cast.animator."""
    user = make_user("nadia@example.org", "Nadia", second_factor=True)
    grant_role(user=user, role=Role.TERRITORY_ADMIN, territory=place(AVEYRON))
    return user


@pytest.fixture
def signed_in(client, chief):
    client.force_login(chief)
    return client


def in_days(days: int):
    return timezone.localdate() + timedelta(days=days)


def said(**changes):
    return {
        "email": "sam@example.org",
        "role": "animator",
        "place": "Aveyron",
        "until": in_days(60).isoformat(),
        **changes,
    }


def role_of(user) -> MemberRole:
    return MemberRole.objects.get(user=user)


def url(role: MemberRole, act: str = "") -> str:
    return f"{LIST}{role.pk}/{act and act + '/'}"


def test_an_administrator_names_an_animator(signed_in, cast, chief):
    answer = signed_in.post(NEW, said())
    given = role_of(cast.outsider)
    assert answer.status_code == 302
    assert answer.url == url(given)
    assert given.granted_by == chief
    assert last_day(given.ends_at) == in_days(60)
    assert moderates(cast.outsider, place("fr:commune:12202"))
    notice = Notice.objects.get(recipient=cast.outsider, kind="role_granted")
    assert notice.params["by"] == "Nadia"
    assert notice.params["place"] == "Aveyron"


def test_the_place_proposed_first_is_their_own(signed_in):
    assert signed_in.get(NEW).context["form"]["place"].value() == "Aveyron"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "personne@example.org"}, "email"),
        ({"email": "pas une adresse"}, "email"),
        ({"email": ""}, "email"),
        ({"role": "global_admin"}, "role"),
        ({"role": "roi"}, "role"),
        ({"place": ""}, "place"),
        ({"place": "zzzzqqq"}, "place"),
        ({"place": "\x00"}, "place"),
        ({"until": ""}, "until"),
        ({"until": "demain"}, "until"),
        ({"until": "2020-01-01"}, "until"),
        ({"until": "2999-01-01"}, "until"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(signed_in, cast, changes, field):
    answer = signed_in.post(NEW, said(**changes))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not MemberRole.objects.filter(user=cast.outsider).exists()


def test_what_was_typed_is_kept(signed_in):
    answer = signed_in.post(NEW, said(until=""))
    assert 'value="sam@example.org"' in answer.content.decode()


def test_an_address_that_was_not_confirmed_names_nobody(signed_in, cast):
    cast.outsider.emailaddress_set.update(verified=False)
    assert signed_in.post(NEW, said()).status_code == 422


def test_a_place_that_shares_its_name_is_chosen_in_a_second_step(client, cast):
    client.force_login(cast.administrator)
    codes = PostalCode.objects.values("code").annotate(number=Count("territory"))
    shared = codes.filter(number=2).order_by("code")[0]["code"]
    form = client.post(NEW, said(place=shared)).context["form"]
    assert "place_uid" in form.errors
    chosen = form.places[1]
    assert client.post(NEW, said(place=shared, place_uid=chosen.uid)).status_code == 302
    assert role_of(cast.outsider).place == chosen


@pytest.mark.parametrize("where", ["Rhône", "Occitanie", "France"])
def test_nothing_is_given_outside_ones_place(signed_in, cast, where):
    answer = signed_in.post(NEW, said(place=where, place_uid="fr:department:69"))
    assert answer.status_code in {403, 422}
    assert not MemberRole.objects.filter(user=cast.outsider).exists()


def test_nobody_names_themselves(signed_in, chief):
    assert signed_in.post(NEW, said(email=chief.email)).status_code == 403
    assert chief.member_roles.count() == 1


def test_a_role_is_prolonged(signed_in, cast):
    role = role_of(cast.animator)
    answer = signed_in.post(url(role, "prolonger"), {"until": in_days(90).isoformat()})
    role.refresh_from_db()
    assert answer.status_code == 302
    assert last_day(role.ends_at) == in_days(90)
    assert Notice.objects.filter(recipient=cast.animator, kind="role_renewed").exists()


def test_a_role_is_taken_back_with_a_word(signed_in, cast):
    role = role_of(cast.animator)
    answer = signed_in.post(url(role, "reprendre"), {"message": "Merci pour ces deux ans."})
    assert answer.status_code == 302
    assert not moderates(cast.animator, place("fr:commune:12202"))
    notice = Notice.objects.get(recipient=cast.animator, kind="role_revoked")
    assert notice.params["message"] == "Merci pour ces deux ans."


@pytest.mark.parametrize("act", ["prolonger", "reprendre", "confier"])
def test_a_role_taken_back_meanwhile_is_not_touched(signed_in, cast, act):
    role = role_of(cast.animator)
    signed_in.post(url(role, "reprendre"))
    before = role.history.count()
    answer = signed_in.post(url(role, act), {"until": in_days(9).isoformat()})
    assert answer.status_code == 409
    assert role.history.count() == before


def test_a_message_too_long_is_refused_and_kept(signed_in, cast):
    role = role_of(cast.animator)
    answer = signed_in.post(url(role, "reprendre"), {"message": "a" * 501})
    assert answer.status_code == 422
    assert "a" * 501 in answer.content.decode()
    role.refresh_from_db()
    assert role.revoked_at is None


def test_an_animator_entrusts_their_role_and_takes_it_again(client, cast):
    client.force_login(cast.animator)
    held = role_of(cast.animator)
    data = {"email": "sam@example.org", "until": in_days(10).isoformat()}
    answer = client.post(url(held, "confier"), data)
    stand_in = role_of(cast.outsider)
    assert answer.url == url(stand_in)
    assert Notice.objects.filter(recipient=cast.outsider, kind="role_entrusted").exists()
    assert "Mésange patiente" in client.get(url(held)).content.decode()
    client.post(url(stand_in, "reprendre"))
    assert not moderates(cast.outsider, place("fr:commune:12202"))


def test_an_absence_longer_than_allowed_is_said(client, cast):
    client.force_login(cast.animator)
    data = {"email": "sam@example.org", "until": in_days(200).isoformat()}
    answer = client.post(url(role_of(cast.animator), "confier"), data)
    assert answer.status_code == 422
    assert "until" in answer.context["entrust"].errors


def test_the_list_says_where_nobody_animates(client, cast):
    client.force_login(cast.administrator)
    alone = [one.uid for one in client.get(LIST).context["alone"]]
    assert "fr:department:75" in alone
    assert AVEYRON not in alone


def test_an_animator_sees_the_roles_of_their_place_only(client, cast, chief):
    client.force_login(cast.animator)
    shown = {line.role.user for line in client.get(LIST).context["lines"]}
    assert shown == {cast.animator, chief}


@pytest.mark.parametrize(
    ("query", "shown"),
    [("?nom=Awa", ["Awa"]), ("?nom=zzz", []), ("?quoi=bientot", ["Nadia"]), ("?quoi=passes", [])],
)
def test_the_list_is_narrowed(signed_in, chief, query, shown):
    role = role_of(chief)
    role.ends_at = timezone.now() + timedelta(days=3)
    role.save_because("end changed", by=None)
    found = [line.role.user.display_name for line in signed_in.get(LIST + query).context["lines"]]
    assert found == shown


@pytest.mark.parametrize("query", ["?page=x", "?page=99999", "?quoi=%00", "?nom=%00", "?quoi=zzz"])
def test_an_odd_address_still_shows_the_list(signed_in, query):
    assert signed_in.get(LIST + query).status_code == 200


def test_a_key_beyond_all_keys_is_not_found(signed_in):
    assert signed_in.get(f"{LIST}{10**30}/").status_code == 404


@pytest.mark.parametrize("size", [1, 12])
def test_the_list_costs_the_same_whatever_its_length(signed_in, size, django_assert_num_queries):
    for number in range(size):
        someone = make_user(f"p{number}@example.org", f"Personne {number}")
        grant_role(user=someone, role=Role.ANIMATOR, territory=place("fr:commune:12202"))
    signed_in.get(LIST)
    with django_assert_num_queries(LIST_QUERIES):
        signed_in.get(LIST)


def test_the_past_of_a_role_is_told(signed_in, cast, chief):
    role = role_of(cast.animator)
    signed_in.post(url(role, "prolonger"), {"until": in_days(90).isoformat()})
    steps = signed_in.get(url(role)).context["past"]
    assert [step.by for step in steps] == ["Nadia", ""]
    assert steps[0].last_day == in_days(90)


def test_a_day_means_until_midnight():
    day = in_days(1)
    assert last_day(end_of_day(day)) == day


def test_a_day_after_all_days_is_refused(client, cast):
    client.force_login(cast.administrator)
    answer = client.post(NEW, said(until="9999-12-31"))
    assert answer.status_code == 422
    assert not MemberRole.objects.filter(user=cast.outsider).exists()
    role = role_of(cast.animator)
    assert client.post(url(role, "prolonger"), {"until": "9999-12-31"}).status_code == 422
