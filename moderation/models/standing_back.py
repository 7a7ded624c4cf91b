"""What an animator does with a proposal short of deciding: agree as the first of two, leave it to
others, ask those above."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contributions.models import Proposal
from territories.models import Territory


class Agreement(models.Model):
    """The first of two animators who accept what takes two; it holds for what they were shown."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="agreements")
    proposal_version = models.PositiveIntegerField()
    preview_hash = models.CharField(max_length=64)
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="agreements"
    )
    moderator_label = models.CharField(max_length=80)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("agreement")
        verbose_name_plural = _("agreements")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "proposal_version", "moderator"],
                name="one_agreement_per_version_and_person",
            )
        ]

    def __str__(self) -> str:
        return f"{self.moderator_label} {self.proposal_id}"


class Aside(models.Model):
    """An animator leaves a proposal to others: for a day, or for good when it touches them."""

    class Kind(models.TextChoices):
        SKIP = "skip", _("Left for later")
        RECUSE = "recuse", _("Left to somebody else for good")

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="asides")
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="asides"
    )
    kind = models.CharField(max_length=6, choices=Kind)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("proposal left aside")
        verbose_name_plural = _("proposals left aside")
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "moderator"], name="one_aside_per_proposal_and_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.moderator_id} {self.proposal_id}"


class Escalation(models.Model):
    """A proposal brought to the territory above: by an animator, who says why, or by the clock."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="escalations")
    to = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="escalations",
    )
    by_label = models.CharField(max_length=80, blank=True)
    message = models.TextField(_("message to the animators above"), max_length=1000, blank=True)
    is_late = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.proposal_id} {self.to_id}"
