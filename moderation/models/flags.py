import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contributions.models import Post, Proposal
from territories.models import Territory

_ONE_SUBJECT = Q(post__isnull=False, proposal=None) | Q(post=None, proposal__isnull=False)


class FlagQuerySet(models.QuerySet["Flag"]):
    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def of(self, kind: str, pk: int) -> Self:
        return self.filter(**{kind: pk})

    def raised_in(self, territories: models.QuerySet[Territory]) -> Self:
        return self.filter(territory__in=territories)


class Flag(models.Model):
    """Somebody says that a message, or a proposal, should not be read by others.

    `counts`: whether its author was known enough, when they said so, to help hide it meanwhile.
    """

    class Reason(models.TextChoices):
        INSULT = "insult", _("It is disrespectful")
        PERSONAL_DATA = "personal_data", _("It names or describes a private person")
        PROMOTION = "promotion", _("It is advertising")
        UNLAWFUL = "unlawful", _("The law forbids it")
        OFF_TOPIC = "off_topic", _("It has nothing to do with this page")

    class Outcome(models.TextChoices):
        UPHELD = "upheld", _("Hidden by an animator")
        SET_ASIDE = "set_aside", _("Set aside")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.CASCADE, related_name="flags"
    )
    proposal = models.ForeignKey(
        Proposal, null=True, blank=True, on_delete=models.CASCADE, related_name="flags"
    )
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="flags"
    )
    reason = models.CharField(max_length=16, choices=Reason)
    text = models.CharField(_("something to add"), max_length=500, blank=True)
    counts = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)

    objects = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("report of a message or proposal")
        verbose_name_plural = _("reports of messages and proposals")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(name="a_flag_has_one_subject", condition=_ONE_SUBJECT),
            models.CheckConstraint(
                name="a_closed_flag_has_an_outcome",
                condition=Q(closed_at__isnull=True, outcome="")
                | (Q(closed_at__isnull=False) & ~Q(outcome="")),
            ),
            models.UniqueConstraint(
                fields=["user", "post"],
                condition=Q(closed_at__isnull=True),
                name="one_open_flag_per_person_and_message",
            ),
            models.UniqueConstraint(
                fields=["user", "proposal"],
                condition=Q(closed_at__isnull=True),
                name="one_open_flag_per_person_and_proposal",
            ),
        ]
        indexes = [
            models.Index(
                fields=["territory", "at"],
                condition=Q(closed_at__isnull=True),
                name="flags_to_read",
            )
        ]

    def __str__(self) -> str:
        return self.get_reason_display()


class HiddenProposal(models.Model):
    """A proposal that only its author and the animators read; `by` is empty when reports did it."""

    proposal = models.OneToOneField(Proposal, on_delete=models.CASCADE, related_name="hidden")
    reason = models.CharField(max_length=16, choices=Flag.Reason)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_label = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.get_reason_display()
