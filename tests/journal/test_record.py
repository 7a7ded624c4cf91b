from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import User
from journal.append_only import install_statements, remove_statements
from journal.audit import record
from journal.models import ActorReference, AuditEvent, Outbox
from journal.own_data import export_acts
from territories.models import Territory

pytestmark = pytest.mark.django_db


@pytest.fixture
def subject() -> Outbox:
    return Outbox.objects.create(topic="any", key="saved object")


@pytest.fixture
def event(person, subject) -> AuditEvent:
    return record(actor=person, action="offer.edited", subject=subject)


def test_event_says_who_did_what_where(person, subject):
    territory = Territory.objects.create(
        uid="xx", country_code="xx", level="country", code="xx", name="Utopia", path="xx/"
    )
    event = record(
        actor=person,
        action="offer.edited",
        subject=subject,
        territory=territory,
        data={"fields": ["title", "opening_hours"], "version": 3, "risk": 0.5, "held": False},
    )
    event.refresh_from_db()
    assert event.actor.user == person
    assert (event.action, event.subject_type) == ("offer.edited", "journal.outbox")
    assert (event.subject_id, event.territory_path) == (str(subject.pk), "xx/")
    assert event.data == {
        "fields": ["title", "opening_hours"],
        "version": 3,
        "risk": 0.5,
        "held": False,
    }
    assert str(event) == f"offer.edited journal.outbox {subject.pk}"


def test_a_person_keeps_one_random_name(person, event, subject):
    again = record(actor=person, action="offer.edited", subject=subject)
    assert again.actor == event.actor
    assert str(event.actor) == str(person.actor_reference.pk)


def test_the_system_acts_without_a_name(subject):
    assert record(actor=None, action="offer.expired", subject=subject).actor is None


def test_a_person_acted_upon_is_under_their_random_name(person):
    event = record(actor=None, action="account.locked", subject=person)
    assert event.subject_type == "accounts.user"
    assert event.subject_id == str(person.actor_reference.pk)


def test_erasing_the_account_leaves_the_event_and_no_link(person, event):
    person.delete()
    assert AuditEvent.objects.get().actor == ActorReference.objects.get(user=None)


def test_a_person_can_take_away_their_acts(person, event, subject):
    record(actor=None, action="offer.expired", subject=subject)
    assert export_acts(person) == [
        {
            "at": event.at.isoformat(),
            "action": "offer.edited",
            "subject": f"journal.outbox {subject.pk}",
        }
    ]


def test_event_falls_with_its_transaction(person, subject):
    with transaction.atomic():
        record(actor=person, action="offer.edited", subject=subject)
        transaction.set_rollback(True)
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("action", ["", "Offer edited", "offer édité", "a" * 61])
def test_action_is_a_code(action, person, subject):
    with pytest.raises(ValueError, match="short code"):
        record(actor=person, action=action, subject=subject)


def test_subject_must_be_saved(person):
    with pytest.raises(ValueError, match="saved"):
        record(actor=person, action="offer.edited", subject=Outbox())


@pytest.mark.parametrize(
    "data",
    [
        {"reason": "Il m'a dit que..."},
        {"contact": "awa@example.org"},
        {"codes": ["ok", "not a code"]},
        {"long": "x" * 101},
        {"many": ["x"] * 201},
        {"nested": {"a": 1}},
        {"nested": [["a"]]},
        {"nan": float("nan")},
        {"object": object()},
        {"Bad key": 1},
        {3: 1},
        {f"key_{number}": 1 for number in range(21)},
    ],
)
def test_data_holds_no_free_text(data, person, subject):
    with pytest.raises(ValueError, match=r"[Aa]udit"):
        record(actor=person, action="offer.edited", subject=subject, data=data)
    assert not AuditEvent.objects.exists()


def test_the_code_refuses_to_change_an_event(event):
    with pytest.raises(TypeError):
        event.save()
    with pytest.raises(TypeError):
        event.delete()


def test_the_database_refuses_to_change_an_event(event):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEvent.objects.update(action="offer.hidden")
    event.refresh_from_db()
    assert event.action == "offer.edited"


def test_the_database_refuses_to_delete_an_event(event):
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        AuditEvent.objects.all().delete()
    with (
        pytest.raises(IntegrityError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM journal_auditevent")
    assert AuditEvent.objects.count() == 1


def test_the_migration_can_be_taken_back_and_put_again(event):
    migration = import_module("journal.migrations.0002_append_only_audit")
    with connection.cursor() as editor:
        editor.connection = connection
        migration.remove(None, editor)
        AuditEvent.objects.update(action="offer.hidden")
        migration.install(None, editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEvent.objects.update(action="offer.shown")


def test_an_unknown_database_is_not_left_unguarded():
    for statements in (install_statements, remove_statements):
        with pytest.raises(KeyError):
            statements("oracle")


def test_two_people_have_two_names(person, event, subject):
    other = User.objects.create_user(email="boris@example.org", display_name="Boris")
    assert record(actor=other, action="offer.edited", subject=subject).actor != event.actor
