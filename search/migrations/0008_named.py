"""PostgreSQL: the names of documents in a narrow table of their own, kept true by triggers.

Names were read from the wide documents, a page for each offer that bears them. SQLite's FTS5 keeps
each column apart by itself.
"""

from django.db import migrations

from search.statements import run_on

ROW = """offer_id, structure_tokens,
        to_tsvector('simple'::regconfig, title_tokens || ' ' || structure_tokens)"""

POSTGRESQL = [
    """CREATE TABLE search_named (
        offer_id integer PRIMARY KEY, structure_tokens text NOT NULL, names tsvector NOT NULL
    )""",
    f"INSERT INTO search_named SELECT {ROW} FROM search_searchdocument",
    "CREATE INDEX search_named_names ON search_named USING gin (names)",
    """CREATE INDEX search_named_structures ON search_named
        USING gin (to_tsvector('simple'::regconfig, structure_tokens))""",
    f"""CREATE FUNCTION search_learn_names() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        DELETE FROM search_named WHERE offer_id IN (SELECT offer_id FROM news);
        INSERT INTO search_named SELECT {ROW} FROM news;
        RETURN NULL;
    END $$""",
    """CREATE FUNCTION search_forget_names() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        DELETE FROM search_named WHERE offer_id IN (SELECT offer_id FROM olds);
        RETURN NULL;
    END $$""",
    *(
        f"""CREATE TRIGGER search_named_{event} AFTER {event} ON search_searchdocument
        REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION search_{verb}_names()"""
        for event, rows, verb in (
            ("insert", "NEW TABLE AS news", "learn"),
            ("update", "NEW TABLE AS news", "learn"),
            ("delete", "OLD TABLE AS olds", "forget"),
        )
    ),
    "DROP INDEX search_document_names",
    "DROP INDEX search_document_structures",
]
POSTGRESQL_BACK = [
    """CREATE INDEX search_document_structures ON search_searchdocument
        USING gin (to_tsvector('simple'::regconfig, structure_tokens))""",
    """CREATE INDEX search_document_names ON search_searchdocument
        USING gin (to_tsvector('simple'::regconfig, title_tokens || ' ' || structure_tokens))""",
    *(
        f"DROP TRIGGER search_named_{event} ON search_searchdocument"
        for event in ("insert", "update", "delete")
    ),
    "DROP FUNCTION search_learn_names",
    "DROP FUNCTION search_forget_names",
    "DROP TABLE search_named",
]


class Migration(migrations.Migration):
    dependencies = [("search", "0007_words_and_names")]
    operations = [
        migrations.RunPython(
            run_on("postgresql", POSTGRESQL), run_on("postgresql", POSTGRESQL_BACK)
        )
    ]
