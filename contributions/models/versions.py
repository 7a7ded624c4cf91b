"""What a proposal said at each version, and who else asked for it."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from contributions.models.proposals import Proposal


class ProposalVersion(models.Model):
    """What a proposal said at each version; never changed."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    changes = models.JSONField()
    base_snapshot = models.JSONField()
    summary = models.CharField(max_length=500)
    sources = models.JSONField(default=list, blank=True)
    # An animator who said it otherwise before accepting it; the author stays its author.
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    edited_by_label = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "number"], name="one_row_per_proposal_version"
            )
        ]

    def __str__(self) -> str:
        return str(self.number)


class Support(models.Model):
    """Somebody else who asks for the same. Stale once the proposal is at another version."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="supports")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="supports"
    )
    proposal_version = models.PositiveIntegerField()
    summary = models.CharField(max_length=500, blank=True)
    sources = models.JSONField(default=list, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["at"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "user"], name="one_support_per_proposal_and_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.proposal_id}"
