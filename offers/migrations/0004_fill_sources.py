from django.db import migrations
from django.utils.text import slugify


def fill(apps, schema_editor):
    """One source a name, in the country of its first offer; its offers keep their licence.

    What the source said last is taken to be the first revision of the page, its import.
    """
    Provenance = apps.get_model("offers", "Provenance")
    Source = apps.get_model("offers", "Source")
    Territory = apps.get_model("territories", "Territory")
    Revision = apps.get_model("wagtailcore", "Revision")
    for name in Provenance.objects.values_list("source_name", flat=True).distinct().order_by():
        rows = Provenance.objects.filter(source_name=name)
        first = rows.select_related("offer__home_territory").order_by("pk").first()
        country = Territory.objects.get(uid=first.offer.home_territory.country_code)
        key = slugify(name)[:60] or f"source-{first.pk}"
        if Source.objects.filter(key=key).exists():
            key = f"{key[:40]}-{first.pk}"
        source = Source.objects.create(
            key=key,
            name=name,
            licence=first.licence,
            territory=country,
        )
        rows.update(source=source)
    revisions = Revision.objects.filter(
        content_type__app_label="offers", content_type__model="offerpage"
    )
    for row in Provenance.objects.filter(revision=None).iterator():
        row.revision = revisions.filter(object_id=str(row.offer_id)).order_by("pk").first()
        row.save(update_fields=["revision"])


class Migration(migrations.Migration):
    dependencies = [("offers", "0003_sources")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
