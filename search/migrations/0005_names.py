"""Indexes for suggestions, kept true by the database: titles of offers, names of structures.

SQLite: two external-content FTS5 tables and their triggers. Those on offers_structure go when a
migration makes that table again: a test then says to make them again too. PostgreSQL: GIN indexes.
"""

from django.db import migrations


def indexed(name, table, key, column):
    """The statements that make an FTS5 table over one column, and those that take it away."""
    forget = (
        f"INSERT INTO {name}({name}, rowid, {column}) VALUES ('delete', old.{key}, old.{column});"
    )
    learn = f"INSERT INTO {name}(rowid, {column}) VALUES (new.{key}, new.{column});"
    triggers = {
        f"{name}_insert": f"AFTER INSERT ON {table} BEGIN {learn} END",
        f"{name}_delete": f"AFTER DELETE ON {table} BEGIN {forget} END",
        f"{name}_update": f"AFTER UPDATE OF {column} ON {table} BEGIN {forget} {learn} END",
    }
    forth = [
        f"""CREATE VIRTUAL TABLE {name} USING fts5(
            {column}, content='{table}', content_rowid='{key}',
            tokenize='unicode61 remove_diacritics 0', prefix='2 3 4'
        )""",
        *(f"CREATE TRIGGER {trigger} {when}" for trigger, when in triggers.items()),
        f"INSERT INTO {name}({name}) VALUES ('rebuild')",
    ]
    back = [*(f"DROP TRIGGER {trigger}" for trigger in triggers), f"DROP TABLE {name}"]
    return forth, back


TITLES, NO_TITLES = indexed("search_titles", "search_searchdocument", "offer_id", "title_tokens")
NAMES, NO_NAMES = indexed("search_names", "offers_structure", "id", "search_name")
SQLITE, SQLITE_BACK = [*TITLES, *NAMES], [*NO_NAMES, *NO_TITLES]

POSTGRESQL = [
    """CREATE INDEX search_document_titles ON search_searchdocument
        USING gin (to_tsvector('simple'::regconfig, title_tokens))""",
    """CREATE INDEX search_names ON offers_structure
        USING gin (to_tsvector('simple'::regconfig, search_name))""",
]
POSTGRESQL_BACK = ["DROP INDEX search_document_titles", "DROP INDEX search_names"]


def run(statements):
    def execute(apps, schema_editor):
        for statement in statements.get(schema_editor.connection.vendor, ()):
            schema_editor.execute(statement)

    return execute


class Migration(migrations.Migration):
    dependencies = [("search", "0004_unmet_needs"), ("offers", "0005_sources_are_records")]
    operations = [
        migrations.RunPython(
            run({"sqlite": SQLITE, "postgresql": POSTGRESQL}),
            run({"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}),
        ),
    ]
