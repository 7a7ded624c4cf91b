from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from contributions.models import DirectPublication, Proposal


class CheckSetting(models.Model):
    """What a named check does when it fires. Without a row, it does as `checks.toml` says."""

    class Effect(models.TextChoices):
        OFF = "off", _("Off")
        TAG = "tag", _("Tell the animator")
        HOLD = "hold", _("Hold for an animator")
        REFUSE = "refuse", _("Refuse, with what to mend")

    check_code = models.CharField(max_length=20, unique=True)
    effect = models.CharField(_("what it does"), max_length=8, choices=Effect)
    reason = models.CharField(_("why"), max_length=300)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    set_by_label = models.CharField(max_length=80, blank=True)
    set_at = models.DateTimeField(default=timezone.now)
    history = HistoricalRecords(user_db_constraint=False)

    class Meta:
        verbose_name = _("setting of a check")
        verbose_name_plural = _("settings of checks")
        ordering = ["check_code"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(effect__in=["off", "tag", "hold", "refuse"]),
                name="a_check_has_a_known_effect",
            )
        ]

    def __str__(self) -> str:
        return f"{self.check_code}: {self.effect}"


class SpamSign(models.Model):
    """Words in a row, or a site, that spam was known by; `sign` is as texts are compared."""

    sign = models.CharField(_("words or site"), max_length=120, unique=True)
    is_site = models.BooleanField(default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("sign of spam")
        verbose_name_plural = _("signs of spam")
        ordering = ["sign"]

    def __str__(self) -> str:
        return self.sign


class CheckHit(models.Model):
    """A named check that fired on one version of a proposal that was kept, or on what went live
    unread."""

    check_code = models.CharField(max_length=20)
    effect = models.CharField(max_length=8, choices=CheckSetting.Effect)
    proposal = models.ForeignKey(
        Proposal, null=True, on_delete=models.CASCADE, related_name="check_hits"
    )
    proposal_version = models.PositiveIntegerField(null=True)
    publication = models.ForeignKey(
        DirectPublication, null=True, on_delete=models.CASCADE, related_name="check_hits"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("hit of a check")
        verbose_name_plural = _("hits of checks")
        ordering = ["-at"]
        indexes = [models.Index(fields=["check_code", "at"], name="hits_of_a_check")]
        constraints = [
            models.UniqueConstraint(
                fields=["proposal", "proposal_version", "check_code"],
                name="a_check_hits_a_version_once",
            ),
            models.UniqueConstraint(
                fields=["publication", "check_code"], name="a_check_hits_a_publication_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    proposal__isnull=False,
                    proposal_version__isnull=False,
                    publication__isnull=True,
                )
                | models.Q(
                    proposal__isnull=True,
                    proposal_version__isnull=True,
                    publication__isnull=False,
                ),
                name="a_hit_is_of_a_proposal_or_a_publication",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.check_code} {self.proposal_id or self.publication_id}"
