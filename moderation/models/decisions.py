from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contributions.models import Proposal


class Decision(models.Model):
    """What an animator answered to one version of a proposal, and the reason its author reads."""

    class Verdict(models.TextChoices):
        ACCEPT = "accept", _("Accepted")
        REFUSE = "refuse", _("Refused")
        ASK = "ask", _("A change is asked for")
        JOIN = "join", _("Joined to another proposal")

    class Reason(models.TextChoices):
        NOT_CONFIRMED = "not_confirmed", _("We could not confirm this information")
        OUTDATED = "outdated", _("This information is out of date")
        UNCLEAR = "unclear", _("The change makes the page harder to understand")
        NOT_HERE = "not_here", _("This is useful, but not on this page")
        PERSONAL_DATA = "personal_data", _("The text names or describes a private person")
        PROMOTION = "promotion", _("The text promotes more than it informs")
        ALREADY_HERE = "already_here", _("The site says this already, on another page")
        OTHER = "other", _("Another reason, explained below")

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="decisions")
    proposal_version = models.PositiveIntegerField()
    moderator = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="decisions"
    )
    moderator_label = models.CharField(max_length=80)
    verdict = models.CharField(max_length=8, choices=Verdict)
    reason = models.CharField(max_length=16, choices=Reason, blank=True)
    message = models.TextField(_("message to the author"), max_length=1000, blank=True)
    is_edited = models.BooleanField(default=False)
    # Where it was before, to go back to when the decision is undone at once.
    state_before = models.CharField(max_length=14, choices=Proposal.State, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering = ["-at"]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "proposal_version"],
                condition=~Q(verdict="ask"),
                name="one_decision_per_version",
            ),
            models.UniqueConstraint(
                fields=["proposal", "proposal_version"],
                condition=Q(verdict="ask"),
                name="one_change_asked_per_version",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="refuse") | ~Q(reason=""),
                name="a_refusal_has_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(verdict="ask") | ~Q(message=""),
                name="who_asks_for_a_change_says_which",
            ),
        ]

    def __str__(self) -> str:
        return self.get_verdict_display()
