import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from contributions.models.proposals import Proposal
from offers.models import OfferPage, Structure
from territories.models import Territory

_ONE_TARGET = Q(target_kind="offer", offer__isnull=False, structure__isnull=True) | Q(
    target_kind="structure", offer__isnull=True, structure__isnull=False
)


class DirectPublicationQuerySet(models.QuerySet["DirectPublication"]):
    def to_patrol(self) -> Self:
        """What went live at once and no animator has read yet, the riskiest first."""
        return self.filter(patrolled_at__isnull=True).order_by("-risk", "at", "pk")

    def published_in(self, territories: models.QuerySet[Territory]) -> Self:
        """On the pages that these territories answer for."""
        return self.filter(
            Q(offer__home_territory__in=territories) | Q(structure__home_territory__in=territories)
        )


class DirectPublication(models.Model):
    """An edit that went live at once, to be read afterwards by an animator.

    `version` is its row in the history of a structure; pages have a revision instead.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    target_kind = models.CharField(max_length=10, choices=Proposal.Target)
    offer = models.ForeignKey(
        OfferPage, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    structure = models.ForeignKey(
        Structure, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revision = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveBigIntegerField(null=True, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    author_label = models.CharField(max_length=80)
    fields = models.JSONField(default=list)
    summary = models.CharField(max_length=500)
    sources = models.JSONField(default=list, blank=True)
    risk = models.PositiveSmallIntegerField(choices=Proposal.Risk)
    at = models.DateTimeField(default=timezone.now)
    patrolled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    patrolled_at = models.DateTimeField(null=True, blank=True)

    objects = DirectPublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("direct publication")
        verbose_name_plural = _("direct publications")
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(
                name="a_direct_publication_has_one_target", condition=_ONE_TARGET
            ),
            models.CheckConstraint(
                name="high_risk_never_goes_live_at_once", condition=Q(risk__lt=3)
            ),
        ]
        indexes = [
            models.Index(
                fields=["-risk", "at"],
                condition=Q(patrolled_at__isnull=True),
                name="direct_to_patrol",
            )
        ]

    def __str__(self) -> str:
        return self.summary


class ContactChangeQuerySet(models.QuerySet["ContactChange"]):
    def older_than(self, moment: datetime) -> Self:
        return self.filter(at__lt=moment)


class ContactChange(models.Model):
    """A phone or mail that changed, told to an address that stood there before, which can put it
    back for a week."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    target_kind = models.CharField(max_length=10, choices=Proposal.Target)
    offer = models.ForeignKey(
        OfferPage, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    structure = models.ForeignKey(
        Structure, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    told_to = models.EmailField(max_length=254)
    before = models.JSONField()
    after = models.JSONField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    put_back_at = models.DateTimeField(null=True, blank=True)

    objects = ContactChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("changed contact")
        verbose_name_plural = _("changed contacts")
        ordering = ["at"]
        constraints = [
            models.CheckConstraint(name="a_contact_change_has_one_target", condition=_ONE_TARGET)
        ]

    def __str__(self) -> str:
        return str(self.uuid)
