from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contributions.models import DirectPublication, Proposal
from territories.models import Territory


class TrustQuerySet(models.QuerySet["Trust"]):
    def at_least(self, level: int) -> Self:
        return self.filter(level__gte=level)

    def held_in(self, territories: models.QuerySet[Territory]) -> Self:
        return self.filter(territory__in=territories)


class Trust(models.Model):
    """How far somebody is trusted in one territory, from what became of what they changed there.

    `ceiling` is how high the counts alone may lift them: it comes down with each fall, and only a
    person raises it again. Falls count what was decided after `judged_from`.
    """

    class Level(models.IntegerChoices):
        NEW = 0, _("New here")
        CONFIRMED = 1, _("Confirmed")
        TRUSTED = 2, _("Trusted")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="trusts"
    )
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    level = models.PositiveSmallIntegerField(choices=Level, default=Level.NEW)
    ceiling = models.PositiveSmallIntegerField(choices=Level, default=Level.TRUSTED)
    accepted = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    reverted = models.PositiveIntegerField(default=0)
    judged_from = models.DateTimeField(null=True, blank=True)
    counted_at = models.DateTimeField(default=timezone.now)

    objects = TrustQuerySet.as_manager()

    class Meta:
        verbose_name = _("trust")
        verbose_name_plural = _("trust")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "territory"], name="one_trust_per_person_and_territory"
            ),
            models.CheckConstraint(
                name="trust_stands_between_new_and_its_ceiling",
                condition=Q(level__lte=F("ceiling"), ceiling__lte=2),
            ),
        ]
        indexes = [models.Index(fields=["territory", "-level"], name="trusted_in_a_territory")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.territory_id} T{self.level}"

    @property
    def has_fallen(self) -> bool:
        return self.ceiling < Trust.Level.TRUSTED


class TrustChange(models.Model):
    """One step up or down; without `by` the counts did it."""

    class Why(models.TextChoices):
        EARNED = "earned", _("earned by accepted changes")
        LOST = "lost", _("lost by refused or undone changes")
        GIVEN = "given", _("given by an administrator")
        TAKEN = "taken", _("taken back by an administrator")

    trust = models.ForeignKey(Trust, on_delete=models.CASCADE, related_name="changes")
    before = models.PositiveSmallIntegerField(choices=Trust.Level)
    after = models.PositiveSmallIntegerField(choices=Trust.Level)
    why = models.CharField(max_length=8, choices=Why)
    message = models.CharField(_("why"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_label = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"T{self.before} T{self.after}"


class ReversalQuerySet(models.QuerySet["Reversal"]):
    def against(self, user: User, territory: Territory) -> Self:
        return self.filter(author=user, territory=territory)


class Reversal(models.Model):
    """A change that went live and that somebody else took back; `made` is the version it made."""

    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reversals"
    )
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    proposal = models.OneToOneField(
        Proposal, null=True, blank=True, on_delete=models.CASCADE, related_name="reversal"
    )
    direct = models.OneToOneField(
        DirectPublication, null=True, blank=True, on_delete=models.CASCADE, related_name="reversal"
    )
    target_kind = models.CharField(max_length=10)
    made = models.PositiveBigIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    objects = ReversalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="a_reversal_is_of_one_change",
                condition=Q(proposal__isnull=False, direct=None)
                | Q(proposal=None, direct__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["author", "territory", "at"], name="reversals_of_a_person")]

    def __str__(self) -> str:
        return str(self.pk)
