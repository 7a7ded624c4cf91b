"""The engines' own indexes over search_searchdocument, kept true by the database itself.

SQLite: an external-content FTS5 table and three triggers. PostgreSQL: a generated tsvector column
and its GIN index. Both read the ready tokens only, so neither needs a language.
"""

from django.db import migrations

COLUMNS = "title_tokens, need_tokens, structure_tokens, text_tokens"
OLD = "old.title_tokens, old.need_tokens, old.structure_tokens, old.text_tokens"
NEW = "new.title_tokens, new.need_tokens, new.structure_tokens, new.text_tokens"
FORGET = (
    f"INSERT INTO search_fts(search_fts, rowid, {COLUMNS}) VALUES ('delete', old.offer_id, {OLD});"
)
LEARN = f"INSERT INTO search_fts(rowid, {COLUMNS}) VALUES (new.offer_id, {NEW});"

SQLITE = [
    f"""CREATE VIRTUAL TABLE search_fts USING fts5(
        {COLUMNS},
        content='search_searchdocument', content_rowid='offer_id',
        tokenize='unicode61 remove_diacritics 0', prefix='3'
    )""",
    f"""CREATE TRIGGER search_fts_insert AFTER INSERT ON search_searchdocument
        BEGIN {LEARN} END""",
    f"""CREATE TRIGGER search_fts_delete AFTER DELETE ON search_searchdocument
        BEGIN {FORGET} END""",
    f"""CREATE TRIGGER search_fts_update AFTER UPDATE ON search_searchdocument
        BEGIN {FORGET} {LEARN} END""",
    "INSERT INTO search_fts(search_fts) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER search_fts_insert",
    "DROP TRIGGER search_fts_delete",
    "DROP TRIGGER search_fts_update",
    "DROP TABLE search_fts",
]

POSTGRESQL = [
    """ALTER TABLE search_searchdocument ADD COLUMN tokens tsvector GENERATED ALWAYS AS (
        setweight(to_tsvector('simple'::regconfig, title_tokens), 'A')
        || setweight(to_tsvector('simple'::regconfig, need_tokens), 'B')
        || setweight(to_tsvector('simple'::regconfig, structure_tokens), 'C')
        || setweight(to_tsvector('simple'::regconfig, text_tokens), 'D')
    ) STORED""",
    "CREATE INDEX search_document_tokens ON search_searchdocument USING gin (tokens)",
]
POSTGRESQL_BACK = ["ALTER TABLE search_searchdocument DROP COLUMN tokens"]


def run(statements):
    def execute(apps, schema_editor):
        for statement in statements.get(schema_editor.connection.vendor, ()):
            schema_editor.execute(statement)

    return execute


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [
        migrations.RunPython(
            run({"sqlite": SQLITE, "postgresql": POSTGRESQL}),
            run({"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}),
        ),
    ]
