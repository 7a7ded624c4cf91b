import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    """Sources become records; the next migration fills them from the names kept until now."""

    dependencies = [
        ("offers", "0002_alter_structure_options_and_more"),
        ("territories", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.CreateModel(
            name="Source",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("licence", models.CharField(blank=True, max_length=60, verbose_name="licence")),
                ("url", models.URLField(blank=True, max_length=500, verbose_name="web page")),
                ("mapping", models.JSONField(blank=True, default=dict, verbose_name="column mapping")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "territory",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sources", to="territories.territory"
                    ),
                ),
            ],
            options={"verbose_name": "source", "verbose_name_plural": "sources", "ordering": ["name"]},
        ),
        migrations.CreateModel(
            name="StructureProvenance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("external_id", models.CharField(max_length=120)),
                ("source_url", models.URLField(blank=True, max_length=500)),
                ("content_hash", models.CharField(blank=True, max_length=64)),
                ("imported_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("is_origin", models.BooleanField(default=True)),
                ("fields", models.JSONField(default=dict)),
                ("gone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="structures", to="offers.source"
                    ),
                ),
                (
                    "structure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="provenances", to="offers.structure"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source", "external_id"), name="one_structure_per_external_id"
                    )
                ]
            },
        ),
        migrations.RemoveConstraint("provenance", "one_offer_per_source_id"),
        migrations.RenameField("provenance", "source", "source_name"),
        migrations.RenameField("provenance", "source_id", "external_id"),
        migrations.AddField(
            "provenance",
            "source",
            models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="offers", to="offers.source"
            ),
        ),
        migrations.AddField(
            "provenance",
            "revision",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="wagtailcore.revision",
            ),
        ),
        migrations.AddField("provenance", "differs", models.JSONField(blank=True, default=dict)),
        migrations.AddField("provenance", "gone_at", models.DateTimeField(blank=True, null=True)),
    ]
