"""Indexes for suggestions, kept true by the database: titles of offers, names of structures.

SQLite: an external-content FTS5 table of the titles' tokens and three triggers; the names of
structures are read in their own index. PostgreSQL: a GIN index over each.
"""

from django.db import migrations

FORGET = (
    "INSERT INTO search_titles(search_titles, rowid, title_tokens) "
    "VALUES ('delete', old.offer_id, old.title_tokens);"
)
LEARN = (
    "INSERT INTO search_titles(rowid, title_tokens) VALUES (new.offer_id, new.title_tokens);"
)

SQLITE = [
    """CREATE VIRTUAL TABLE search_titles USING fts5(
        title_tokens,
        content='search_searchdocument', content_rowid='offer_id',
        tokenize='unicode61 remove_diacritics 0', prefix='2 3 4'
    )""",
    f"""CREATE TRIGGER search_titles_insert AFTER INSERT ON search_searchdocument
        BEGIN {LEARN} END""",
    f"""CREATE TRIGGER search_titles_delete AFTER DELETE ON search_searchdocument
        BEGIN {FORGET} END""",
    f"""CREATE TRIGGER search_titles_update AFTER UPDATE ON search_searchdocument
        BEGIN {FORGET} {LEARN} END""",
    "INSERT INTO search_titles(search_titles) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER search_titles_insert",
    "DROP TRIGGER search_titles_delete",
    "DROP TRIGGER search_titles_update",
    "DROP TABLE search_titles",
]

POSTGRESQL = [
    """CREATE INDEX search_document_titles ON search_searchdocument
        USING gin (to_tsvector('simple'::regconfig, title_tokens))""",
    """CREATE INDEX search_structure_names ON offers_structure
        USING gin (to_tsvector('simple'::regconfig, search_name))""",
]
POSTGRESQL_BACK = ["DROP INDEX search_document_titles", "DROP INDEX search_structure_names"]


def run(statements):
    def execute(apps, schema_editor):
        for statement in statements.get(schema_editor.connection.vendor, ()):
            schema_editor.execute(statement)

    return execute


class Migration(migrations.Migration):
    dependencies = [("search", "0002_engines"), ("offers", "0005_sources_are_records")]
    operations = [
        migrations.RunPython(
            run({"sqlite": SQLITE, "postgresql": POSTGRESQL}),
            run({"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}),
        ),
    ]
