from django.db import migrations, models
import django.utils.timezone
import search.models.index

FACTS = {
    # As Django would, but for the table: made anew, it would lose the triggers of the index.
    "sqlite": "ALTER TABLE search_searchdocument ADD COLUMN facts text NOT NULL DEFAULT '{}' "
    "CHECK (JSON_VALID(facts))",
    "postgresql": "ALTER TABLE search_searchdocument ADD COLUMN facts jsonb NOT NULL DEFAULT '{}'",
}
VOCABULARY = "CREATE VIRTUAL TABLE search_vocabulary USING fts5vocab('search_fts', 'row')"


def add_facts(apps, schema_editor):
    schema_editor.execute(FACTS[schema_editor.connection.vendor])


def drop_facts(apps, schema_editor):
    schema_editor.execute("ALTER TABLE search_searchdocument DROP COLUMN facts")


def make_vocabulary(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(VOCABULARY)


def drop_vocabulary(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE search_vocabulary")


class Migration(migrations.Migration):
    """Documents are made again after it: `manage.py search_index rebuild`."""

    dependencies = [("search", "0002_engines")]
    operations = [
        migrations.RenameField("searchdocument", "analysis_version", "document_version"),
        migrations.SeparateDatabaseAndState(
            [migrations.RunPython(add_facts, drop_facts)],
            [migrations.AddField("searchdocument", "facts", models.JSONField(default=dict))],
        ),
        migrations.CreateModel(
            name="SearchChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("offer_ids", models.JSONField()),
                ("token", models.BigIntegerField(default=search.models.index.new_token)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.RunPython(make_vocabulary, drop_vocabulary),
    ]
