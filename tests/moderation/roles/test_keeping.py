"""Each change of a role leaves its trace, and those it concerns are told."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from journal.models import AuditEvent
from journal.outbox import drain
from moderation.roles.jobs import remind_of_ends
from notifications.models import Notice
from territories.models import MemberRole
from territories.services import delegate_role, expire_roles, grant_role, revoke_role
from tests.cast import make_user
from tests.fixtures.places import place, zone

Role = MemberRole.Role
AVEYRON = "fr:department:12"


@pytest.fixture
def friend(cast):
    return make_user("noe@example.org", "Noé")


@pytest.fixture
def chief(cast):
    user = make_user("nadia@example.org", "Nadia", second_factor=True)
    grant_role(user=user, role=Role.TERRITORY_ADMIN, territory=place(AVEYRON))
    return user


def kept(role: MemberRole) -> list[AuditEvent]:
    subject = {"subject_type": "territories.memberrole", "subject_id": str(role.pk)}
    return list(AuditEvent.objects.filter(**subject).order_by("pk"))


def test_each_act_is_kept_with_its_territory(chief, friend):
    role = grant_role(user=friend, role=Role.ANIMATOR, territory=place(AVEYRON), granted_by=chief)
    grant_role(user=friend, role=Role.ANIMATOR, territory=place(AVEYRON), granted_by=chief)
    revoke_role(role=role, by=chief)
    events = kept(role)
    assert [one.action for one in events] == ["role.granted", "role.renewed", "role.revoked"]
    assert {one.territory_path for one in events} == {place(AVEYRON).path}
    assert events[0].data["place"] == AVEYRON
    assert events[0].actor == chief.actor_reference


def test_the_act_on_a_zone_is_kept_in_the_department_that_holds_it(chief, friend):
    role = grant_role(
        user=friend, role=Role.ANIMATOR, zone=zone("fr:epci:241200187"), granted_by=chief
    )
    assert kept(role)[0].territory_path == place(AVEYRON).path


def test_who_stands_in_is_kept_as_such(cast, friend):
    role = delegate_role(
        held=cast.animator.member_roles.get(),
        to=friend,
        by=cast.animator,
        ends_at=timezone.now() + timedelta(days=5),
    )
    assert [(one.action, one.data["stands_in"]) for one in kept(role)] == [("role.entrusted", True)]


def test_the_end_of_a_role_is_kept_and_told(chief, friend):
    soon = timezone.now() + timedelta(days=1)
    role = grant_role(
        user=friend, role=Role.ANIMATOR, territory=place(AVEYRON), granted_by=chief, ends_at=soon
    )
    expire_roles(soon + timedelta(hours=1))
    assert kept(role)[-1].action == "role.ended"
    assert kept(role)[-1].actor is None
    assert Notice.objects.filter(recipient=friend, kind="role_ended").count() == 1


def test_who_gives_up_their_own_role_is_not_written_to(cast):
    revoke_role(role=cast.animator.member_roles.get(), by=cast.animator)
    assert not Notice.objects.filter(recipient=cast.animator).exists()


def test_holder_and_giver_learn_once_that_a_role_ends(chief, friend):
    now = timezone.now()
    day = now + timedelta(days=20)
    grant_role(
        user=friend, role=Role.ANIMATOR, territory=place(AVEYRON), granted_by=chief, ends_at=day
    )
    for _run in range(2):
        remind_of_ends(now)
    told = Notice.objects.filter(kind="role_ending")
    assert {notice.recipient for notice in told} == {friend, chief}
    assert told.count() == 2


def test_a_giver_who_administers_no_more_is_not_asked(chief, friend):
    day = timezone.now() + timedelta(days=20)
    grant_role(
        user=friend, role=Role.ANIMATOR, territory=place(AVEYRON), granted_by=chief, ends_at=day
    )
    revoke_role(role=chief.member_roles.get(), by=None)
    remind_of_ends(timezone.now())
    assert not Notice.objects.filter(recipient=chief, kind="role_ending").exists()


def test_every_mail_reads_well(cast, chief, friend):
    """What each mail says in French, without a blank where a word should be."""
    now, month = timezone.now(), timedelta(days=20)
    role = grant_role(user=friend, role=Role.ANIMATOR, territory=place(AVEYRON), granted_by=chief)
    grant_role(
        user=friend, role=Role.ANIMATOR, territory=place(AVEYRON), granted_by=chief,
        ends_at=now + month,
    )  # fmt: skip
    remind_of_ends(now)
    revoke_role(role=role, by=chief, message="Merci pour tout.")
    delegate_role(
        held=cast.animator.member_roles.get(), to=friend, by=cast.animator, ends_at=now + month
    )
    grant_role(user=friend, role=Role.OVERSIGHT, granted_by=cast.administrator, ends_at=now + month)
    expire_roles(now + month * 2)
    mail.outbox.clear()
    drain(at=now + timedelta(minutes=5))
    texts = [f"{one.subject}\n{one.body}" for one in mail.outbox if "noe@example.org" in one.to]
    assert len(texts) == 8
    whole = "\n".join(texts)
    assert "Merci pour tout." in whole
    assert "Aveyron" in whole
    for text in texts:
        assert "«  »" not in text
        assert "  " not in text.replace("-- ", "")
        assert "None" not in text
