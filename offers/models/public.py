from datetime import datetime
from functools import cache
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from offers.models.offers import OfferPage
from offers.models.structures import PageState, Structure
from offers.models.vocabulary import Need
from territories.models import Territory


def offer_path(public_id: str, slug: str) -> str:
    """The address of an offer's page: a list has twenty, so the way there is worked out once."""
    before, after = _around_offer(get_script_prefix(), get_language())
    return f"{before}{public_id}-{slug}{after}"


@cache
def _around_offer(_script_prefix: str, _language: str | None) -> tuple[str, str]:
    before, _middle, after = reverse("offers:offer", args=["00000000", ""]).partition("00000000-")
    return before, after


class PublicOfferQuerySet(models.QuerySet["PublicOffer"]):
    def live(self) -> Self:
        return self.filter(state=PageState.LIVE)

    def in_territory(self, territory: Territory) -> Self:
        """Offers placed inside the territory, or that say they serve it or a place above it."""
        uids = Territory.objects.filter(
            Q(path__in=territory.ancestor_paths()) | Q(pk=territory.pk)
        ).values("uid")
        return self.filter(
            Q(home_territory__path__startswith=territory.path)
            | Q(commune__path__startswith=territory.path)
            | Q(pk__in=PublicOfferCoverage.objects.filter(uid__in=uids).values("offer"))
        )

    def at_home_in(self, territories: models.QuerySet[Territory]) -> Self:
        """Offers that these territories answer for."""
        return self.filter(home_territory__in=territories)

    def unconfirmed_since(self, moment: datetime) -> Self:
        """Live ones published before that, which nobody checked and no source sent since."""
        return self.live().filter(
            Q(verified_at__isnull=True) | Q(verified_at__lt=moment),
            Q(imported_at__isnull=True) | Q(imported_at__lt=moment),
            offer__first_published_at__lt=moment,
        )

    def answering(self, need: Need) -> Self:
        """Offers of the need, or of any need of the category."""
        return self.filter(
            Q(pk__in=PublicOfferNeed.objects.filter(need=need).values("offer"))
            | Q(pk__in=PublicOfferNeed.objects.filter(need__category=need).values("offer"))
        )


class PublicOffer(models.Model):
    """What anyone may see of an offer, as one row: page, results, API, dumps, index read only this.

    Written by `offers.publishing` in the transaction of each change; `data` is `public_view()`.
    """

    offer = models.OneToOneField(
        OfferPage, primary_key=True, on_delete=models.PROTECT, related_name="public"
    )
    public_id = models.CharField(max_length=12, unique=True)
    slug = models.SlugField(max_length=255)
    state = models.CharField(max_length=8, choices=PageState, default=PageState.LIVE)
    moved_to = models.CharField(max_length=12, blank=True)
    title = models.CharField(max_length=255)
    structure = models.ForeignKey(Structure, on_delete=models.PROTECT, related_name="public_offers")
    home_territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    commune = models.ForeignKey(Territory, null=True, on_delete=models.PROTECT, related_name="+")
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    is_remote = models.BooleanField(default=False)
    data = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    verified_at = models.DateTimeField(null=True)
    modified_at = models.DateTimeField()
    imported_at = models.DateTimeField(null=True)

    objects = PublicOfferQuerySet.as_manager()

    class Meta:
        verbose_name = _("public offer")
        verbose_name_plural = _("public offers")
        ordering = ["title", "pk"]
        indexes = [models.Index(fields=["state", "title"], name="public_offer_by_title")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return offer_path(self.public_id, self.slug)


class PublicOfferNeed(models.Model):
    """A need of a live public offer, for lists and counts."""

    offer = models.ForeignKey(PublicOffer, on_delete=models.CASCADE, related_name="need_rows")
    need = models.ForeignKey(Need, on_delete=models.PROTECT, related_name="offer_rows")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offer", "need"], name="one_row_per_offer_and_need")
        ]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.need_id}"


class PublicOfferCoverage(models.Model):
    """A territory or zone uid, or `everywhere`, that a live public offer serves."""

    offer = models.ForeignKey(PublicOffer, on_delete=models.CASCADE, related_name="coverage_rows")
    uid = models.CharField(max_length=60, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["offer", "uid"], name="one_row_per_offer_and_area")
        ]

    def __str__(self) -> str:
        return self.uid
