import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("offers", "0004_fill_sources")]

    operations = [
        migrations.RemoveField("provenance", "source_name"),
        migrations.AlterField(
            "provenance",
            "source",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="offers", to="offers.source"
            ),
        ),
        migrations.AddConstraint(
            "provenance",
            models.UniqueConstraint(fields=["source", "external_id"], name="one_offer_per_external_id"),
        ),
    ]
