from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.kept_query import Slot
from contributions.models import Proposal, Report


class ClaimQuerySet(models.QuerySet["Claim"]):
    def unended(self) -> Self:
        """Nobody ended them; some may be past their time, until the clock sweeps them."""
        return self.filter(ended_at__isnull=True)

    def standing(self, *, at: datetime | Slot) -> Self:
        """Those that count: neither ended nor past their time."""
        return self.unended().filter(expires_at__gt=at)

    def expired(self, *, at: datetime) -> Self:
        return self.unended().filter(expires_at__lte=at)


class Claim(models.Model):
    """A lease: somebody is looking at a proposal or a report, until they end it or its time is
    over."""

    class Ending(models.TextChoices):
        DECIDED = "decided", _("Decided")
        LEFT = "left", _("Left to others")
        EXPIRED = "expired", _("Nobody was there any more")
        TAKEN_OVER = "taken_over", _("Taken over by somebody else")
        SIGNED_OUT = "signed_out", _("Signed out")
        NOT_ALLOWED = "not_allowed", _("May no longer decide")

    proposal = models.ForeignKey(
        Proposal, null=True, blank=True, on_delete=models.CASCADE, related_name="claims"
    )
    report = models.ForeignKey(
        Report, null=True, blank=True, on_delete=models.CASCADE, related_name="claims"
    )
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="held_claims"
    )
    since = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=12, choices=Ending, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ["-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(ended_at__isnull=True),
                name="one_claim_at_a_time_on_a_proposal",
            ),
            models.UniqueConstraint(
                fields=["report"],
                condition=Q(ended_at__isnull=True),
                name="one_claim_at_a_time_on_a_report",
            ),
            models.CheckConstraint(
                condition=Q(proposal__isnull=False, report__isnull=True)
                | Q(proposal__isnull=True, report__isnull=False),
                name="a_claim_is_on_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ending="")
                | (Q(ended_at__isnull=False) & ~Q(ending="")),
                name="a_claim_that_ended_says_how",
            ),
            models.CheckConstraint(
                condition=Q(seen_at__gte=models.F("since")) & Q(expires_at__gt=models.F("seen_at")),
                name="a_claim_is_seen_then_expires",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"], condition=Q(ended_at__isnull=True), name="claims_to_expire"
            )
        ]

    def __str__(self) -> str:
        return f"{self.proposal_id or self.report_id}: {self.holder_id}"

    @property
    def item(self) -> Proposal | Report:
        """What is looked at: a constraint holds one of both."""
        found = self.proposal or self.report
        if found is None:
            raise ValueError("This claim is on nothing.")
        return found
