import uuid
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.kept_query import Slot
from offers.models import NeedPage, OfferPage, Structure
from territories.models import Territory

TARGETS = ("offer", "structure", "need_page")


def _one_target() -> Q:
    found = Q()
    for kind in TARGETS:
        found |= Q(**{f"{other}__isnull": other != kind for other in TARGETS})
    return found


class ProtectionQuerySet(models.QuerySet["Protection"]):
    def standing(self) -> Self:
        """Not lifted; they may have come to their end."""
        return self.filter(lifted_at__isnull=True)

    def in_force(self, *, at: datetime | Slot) -> Self:
        return self.standing().filter(Q(ends_at__isnull=True) | Q(ends_at__gt=at))

    def of(self, kind: str, pk: Any) -> Self:
        return self.filter(**{kind: pk})

    def held_in(self, territories: models.QuerySet[Territory]) -> Self:
        return self.filter(
            Q(offer__home_territory__in=territories)
            | Q(structure__home_territory__in=territories)
            | Q(need_page__isnull=False, territory__in=territories)
        )

    def listed(self) -> Self:
        """With what a line of a list shows, in a fixed number of queries."""
        return self.select_related(
            "offer__public", "structure", "need_page__need", "territory", "by"
        )


class Protection(models.Model):
    """A page, or a part of it, that not everybody changes for a while.

    `part` is a key of `moderation.protection.parts`, "" for the whole page. `message` is public.
    """

    class Level(models.TextChoices):
        READ_FIRST = "read_first", _("Everything is read before it is on the site")
        CONFIRMED = "confirmed", _("Confirmed people, and those who keep the page")
        TRUSTED = "trusted", _("Trusted people, and those who keep the page")
        ANIMATORS = "animators", _("The animators of the territory")
        ADMINISTRATORS = "administrators", _("The administrators of the territory")

    class Reason(models.TextChoices):
        DISPUTE = "dispute", _("People undo each other's changes")
        VANDALISM = "vandalism", _("It was damaged several times")
        ADVERTISING = "advertising", _("Advertising comes back")
        SENSITIVE = "sensitive", _("A mistake here could put somebody in danger")
        SOURCE = "source", _("It is kept from an official source")
        OTHER = "other", _("Another reason, explained below")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    offer = models.ForeignKey(
        OfferPage, null=True, blank=True, on_delete=models.CASCADE, related_name="protections"
    )
    structure = models.ForeignKey(
        Structure, null=True, blank=True, on_delete=models.CASCADE, related_name="protections"
    )
    need_page = models.ForeignKey(
        NeedPage, null=True, blank=True, on_delete=models.CASCADE, related_name="protections"
    )
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=20, blank=True)
    level = models.CharField(max_length=14, choices=Level)
    reason = models.CharField(max_length=12, choices=Reason)
    message = models.CharField(_("in a few words"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_label = models.CharField(max_length=80)
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    lifted_by_label = models.CharField(max_length=80, blank=True)

    objects = ProtectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("protection")
        verbose_name_plural = _("protections")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(name="a_protection_has_one_page", condition=_one_target()),
            models.CheckConstraint(
                name="a_protection_ends_after_it_began",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
            ),
            models.CheckConstraint(
                name="another_reason_to_protect_is_explained",
                condition=~Q(reason="other") | ~Q(message=""),
            ),
            *(
                models.UniqueConstraint(
                    fields=[kind, "part"],
                    condition=Q(lifted_at__isnull=True),
                    name=f"one_protection_per_part_of_{kind}",
                )
                for kind in TARGETS
            ),
        ]

    def __str__(self) -> str:
        return self.get_level_display()

    def get_absolute_url(self) -> str:
        return reverse("moderation:protection", args=[self.uuid])

    @property
    def kind(self) -> str:
        return next(kind for kind in TARGETS if getattr(self, f"{kind}_id") is not None)

    @property
    def target(self) -> Any:
        return getattr(self, self.kind)

    def is_in_force(self, at: datetime) -> bool:
        return self.lifted_at is None and (self.ends_at is None or self.ends_at > at)
