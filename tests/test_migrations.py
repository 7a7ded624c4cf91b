"""New migrations leave people at work: no long lock on a table that is full."""

import pytest
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState
from django.db.models.functions import Now

from accounts.concurrently import AddIndexConcurrently, RemoveIndexConcurrently
from tests.migrations import faults

# No site was in service when they were made: their tables were empty.
BEFORE_ANY_SITE = {
    "accounts": 1,
    "territories": 3,
    "journal": 4,
    "notifications": 2,
    "home": 2,
    "offers": 6,
    "contributions": 10,
    "moderation": 9,
    "search": 9,
}
# Those that must, and why nobody waits: {("offers", "0042_name"): "the table has ten rows"}.
MAY = {}


def test_new_migrations_leave_people_at_work():
    loader = MigrationLoader(None)
    found = {
        key: list(faults(migration, loader.project_state(migration.dependencies)))
        for key, migration in loader.disk_migrations.items()
        if int(key[1][:4]) > BEFORE_ANY_SITE.get(key[0], 10_000) and key not in MAY
    }
    assert not {key: said for key, said in found.items() if said}


def test_every_app_of_ours_is_looked_at():
    ours = {label for label, _name in MigrationLoader(None).disk_migrations if is_ours(label)}
    assert ours == set(BEFORE_ANY_SITE)


def is_ours(label: str) -> bool:
    from django.apps import apps

    return "site-packages" not in apps.get_app_config(label).path


def state() -> ProjectState:
    found = ProjectState()
    fields = [
        ("id", models.BigAutoField(primary_key=True)),
        ("name", models.CharField(max_length=20, null=True)),
        ("number", models.IntegerField()),
    ]
    found.add_model(ModelState("offers", "Full", fields))
    return found


INDEX = models.Index(fields=["name"], name="full_by_name")
CHECK = models.CheckConstraint(condition=models.Q(number__gt=0), name="full_positive")
NOTHING = migrations.RunPython.noop
REFUSED = {
    "index": migrations.AddIndex("full", INDEX),
    "no index": migrations.RemoveIndex("full", "full_by_name"),
    "index among others": AddIndexConcurrently("full", INDEX),
    "constraint": migrations.AddConstraint("full", CHECK),
    "rows": migrations.RunPython(NOTHING, NOTHING),
    "statement": migrations.RunSQL("UPDATE offers_full SET number = 1", ""),
    "computed default": migrations.AddField("full", "at", models.DateTimeField(db_default=Now())),
    "unique": migrations.AddField("full", "code", models.CharField(unique=True, null=True)),
    "type": migrations.AlterField("full", "number", models.BigIntegerField()),
    "shorter": migrations.AlterField("full", "name", models.CharField(max_length=10, null=True)),
    "not null": migrations.AlterField("full", "name", models.CharField(max_length=20)),
    "indexed": migrations.AlterField("full", "number", models.IntegerField(db_index=True)),
    "apart": migrations.SeparateDatabaseAndState([migrations.AddIndex("full", INDEX)]),
}  # fmt: skip
ALLOWED = {
    "column": migrations.AddField("full", "note", models.TextField(default="")),
    "longer": migrations.AlterField("full", "name", models.CharField(max_length=40, null=True)),
    "no column": migrations.RemoveField("full", "number"),
    "table": migrations.CreateModel("more", [("id", models.BigAutoField(primary_key=True))]),
    "words": migrations.AlterModelOptions("full", {"verbose_name": "full"}),
}


def migration(*operations, atomic: bool = True) -> migrations.Migration:
    made = migrations.Migration("0099_more", "offers")
    made.operations, made.atomic = [*operations], atomic
    return made


@pytest.mark.parametrize("operation", REFUSED.values(), ids=REFUSED)
def test_what_keeps_people_waiting_is_refused(operation):
    assert [*faults(migration(operation), state())]


@pytest.mark.parametrize("operation", ALLOWED.values(), ids=ALLOWED)
def test_the_rest_is_not(operation):
    assert not [*faults(migration(operation), state())]


def test_an_index_made_alone_beside_people_is_allowed():
    assert not [*faults(migration(AddIndexConcurrently("full", INDEX), atomic=False), state())]
    both = [AddIndexConcurrently("full", INDEX), ALLOWED["column"]]
    assert [*faults(migration(*both, atomic=False), state())]


def test_a_table_made_there_is_empty():
    made = migrations.CreateModel("more", [("id", models.BigAutoField(primary_key=True))])
    index = migrations.AddIndex("more", models.Index(fields=["id"], name="more_by_id"))
    assert not [*faults(migration(made, index), state())]


@pytest.mark.django_db(transaction=True)
def test_indexes_are_made_and_dropped_on_every_database():
    """On PostgreSQL outside any transaction, or it would refuse (make services-test)."""
    before, after = state(), state()
    with connection.schema_editor() as editor:
        editor.create_model(before.apps.get_model("offers", "full"))
    adding = AddIndexConcurrently("full", INDEX)
    adding.state_forwards("offers", after)
    removing = RemoveIndexConcurrently("full", "full_by_name")
    try:
        for act, states, there in (
            (adding.database_forwards, (before, after), True),
            (adding.database_backwards, (after, before), False),
            (removing.database_backwards, (before, after), True),
            (removing.database_forwards, (after, before), False),
        ):
            with connection.schema_editor(atomic=False) as editor:
                act("offers", editor, *states)
            assert ("full_by_name" in indexes()) is there
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(before.apps.get_model("offers", "full"))


def indexes() -> set[str]:
    with connection.cursor() as cursor:
        return {*connection.introspection.get_constraints(cursor, "offers_full")}
