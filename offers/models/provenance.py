"""Where imported offers and structures came from, and what their source said last."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from offers.models.offers import OfferPage
from offers.models.structures import Structure
from territories.models import Territory


class Source(models.Model):
    """A directory that offers are imported from; what it sends stays inside its territory."""

    key = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=120)
    licence = models.CharField(_("licence"), max_length=60, blank=True)
    url = models.URLField(_("web page"), max_length=500, blank=True)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="sources")
    mapping = models.JSONField(_("column mapping"), default=dict, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Provenance(models.Model):
    """Where an offer came from, under which licence, and when its content was last imported.

    What the source said last is the content of `revision`, but for the fields in `differs`: those
    that people had changed here, with the value of the source.
    """

    offer = models.OneToOneField(OfferPage, on_delete=models.PROTECT, related_name="provenance")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="offers")
    external_id = models.CharField(max_length=120)
    source_url = models.URLField(max_length=500, blank=True)
    licence = models.CharField(max_length=60)
    content_hash = models.CharField(max_length=64, blank=True)
    imported_at = models.DateTimeField(default=timezone.now)
    revision = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    differs = models.JSONField(default=dict, blank=True)
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"], name="one_offer_per_external_id"
            )
        ]

    def __str__(self) -> str:
        return self.external_id


class StructureProvenance(models.Model):
    """Which record of a source is this structure, and what the source said last of it.

    `is_origin`: the record made the structure and may change it. Otherwise it only stands for a
    structure that was here before, so that a second directory does not double it.
    """

    structure = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="provenances")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="structures")
    external_id = models.CharField(max_length=120)
    source_url = models.URLField(max_length=500, blank=True)
    content_hash = models.CharField(max_length=64, blank=True)
    imported_at = models.DateTimeField(default=timezone.now)
    is_origin = models.BooleanField(default=True)
    fields = models.JSONField(default=dict)
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "external_id"], name="one_structure_per_external_id"
            )
        ]

    def __str__(self) -> str:
        return self.external_id
