"""PostgreSQL: how many documents hold each word, counted daily; names looked up by themselves.

SQLite's FTS5 counts by itself, and looks in one column as fast as in all.
"""

from django.db import migrations

from search.statements import run_on

POSTGRESQL = [
    "CREATE TABLE search_word (term text PRIMARY KEY, documents integer NOT NULL)",
    """CREATE INDEX search_document_structures ON search_searchdocument
        USING gin (to_tsvector('simple'::regconfig, structure_tokens))""",
    """CREATE INDEX search_document_names ON search_searchdocument
        USING gin (to_tsvector('simple'::regconfig, title_tokens || ' ' || structure_tokens))""",
]
POSTGRESQL_BACK = [
    "DROP INDEX search_document_names",
    "DROP INDEX search_document_structures",
    "DROP TABLE search_word",
]


class Migration(migrations.Migration):
    dependencies = [("search", "0006_emergency_numbers")]
    operations = [
        migrations.RunPython(
            run_on("postgresql", POSTGRESQL), run_on("postgresql", POSTGRESQL_BACK)
        )
    ]
