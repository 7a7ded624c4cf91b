from collections.abc import Collection
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """Rungs of the administrative tree; a country uses those it has."""

    COUNTRY = "country", _("Country")
    REGION = "region", _("Region")
    PROVINCE = "province", _("Province")
    DEPARTMENT = "department", _("Department")
    COMMUNE = "commune", _("Commune")
    DISTRICT = "district", _("District")


TOWNS = (Level.COMMUNE, Level.DISTRICT)


class TerritoryQuerySet(models.QuerySet["Territory"]):
    def current(self, *, on: date) -> Self:
        return self.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=on))

    def inside(self, territory: "Territory") -> Self:
        """The territory itself and all below it."""
        return self.filter(path__startswith=territory.path)

    def above(self, territory: "Territory") -> Self:
        """The ancestors, nearest last, without the territory itself."""
        return self.filter(path__in=territory.ancestor_paths()).order_by("path")

    def bearing(self, codes: Collection[str]) -> Self:
        """By official code, of any country and level, spelt so that their common index serves."""
        countries = Territory.objects.filter(parent__isnull=True).values("country_code")
        return self.filter(country_code__in=countries, level__in=Level.values, code__in=codes)

    def communes(self) -> Self:
        return self.filter(level=Level.COMMUNE)


class Territory(models.Model):
    """A place of a country's administrative tree: one parent, dates, a successor when gone.

    `uid` is public and stable: `fr`, `fr:region:76`, `fr:department:12`, `fr:commune:12202`; it
    most often ends with the code, not always: `be:province:LIE` bears the code 60000.
    `path` is the codes from the country down, each closed by a slash: `fr/76/12/12202/`.
    """

    uid = models.CharField(max_length=60, unique=True)
    country_code = models.CharField(max_length=2)
    level = models.CharField(max_length=12, choices=Level)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120)
    search_name = models.CharField(max_length=120, db_index=True)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(max_length=120, unique=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("territory")
        verbose_name_plural = _("territories")
        ordering = ["path"]
        permissions = [
            ("moderate_territory", _("Decides on proposals of the territory")),
            ("administer_territory", _("Names the animators of the territory")),
        ]
        indexes = [
            models.Index(fields=["country_code", "level", "code"], name="territory_code"),
            models.Index(fields=["latitude", "longitude"], name="territory_point"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=False) | Q(level=Level.COUNTRY),
                name="only_a_country_has_no_parent",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True)
                | Q(valid_from__isnull=True)
                | Q(valid_to__gt=F("valid_from")),
                name="territory_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def ancestor_paths(self) -> list[str]:
        """Paths of the ancestors, country first, own path left out."""
        parts = self.path.rstrip("/").split("/")
        return ["/".join(parts[:depth]) + "/" for depth in range(1, len(parts))]

    def contains(self, other: "Territory") -> bool:
        return other.path.startswith(self.path)


class PostalCode(models.Model):
    """A postal code of a commune; many to many in life, so one row a pair."""

    code = models.CharField(max_length=12, db_index=True)
    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="postal_codes")

    class Meta:
        verbose_name = _("postal code")
        verbose_name_plural = _("postal codes")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["code", "territory"], name="one_row_per_postal_code")
        ]

    def __str__(self) -> str:
        return self.code


class OtherName(models.Model):
    """The key of a name a place also answers to: in another language, shortened, with a number."""

    search_name = models.CharField(max_length=120, db_index=True)
    territory = models.ForeignKey(Territory, on_delete=models.CASCADE, related_name="other_names")

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["search_name"]
        constraints = [
            models.UniqueConstraint(fields=["search_name", "territory"], name="one_row_per_name")
        ]

    def __str__(self) -> str:
        return self.search_name


class Zone(models.Model):
    """A named set of communes that crosses the tree: intercommunality, employment area."""

    class Kind(models.TextChoices):
        INTERCOMMUNALITY = "intercommunality", _("Intercommunality")
        EMPLOYMENT_AREA = "employment_area", _("Employment area")
        METROPOLIS = "metropolis", _("Metropolis")
        OTHER = "other", _("Other")

    uid = models.CharField(max_length=60, unique=True)
    country_code = models.CharField(max_length=2)
    kind = models.CharField(max_length=20, choices=Kind)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=160)
    search_name = models.CharField(max_length=160, db_index=True)
    communes = models.ManyToManyField(Territory, related_name="zones", blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    successor = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        ordering = ["name"]
        permissions = [
            ("moderate_zone", _("Decides on proposals of the zone")),
            ("administer_zone", _("Names the animators of the zone")),
        ]

    def __str__(self) -> str:
        return self.name
