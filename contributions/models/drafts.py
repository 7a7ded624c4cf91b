import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DraftQuerySet(models.QuerySet["Draft"]):
    def kept(self, *, at: datetime) -> Self:
        return self.filter(expires_at__gt=at)

    def expired(self, *, at: datetime) -> Self:
        return self.filter(expires_at__lte=at)

    def on(self, target_kind: str, target_id: int) -> Self:
        """Drafts of changes to one page."""
        return self.filter(target_kind=target_kind, target_id=target_id)

    def being_written(self, *, at: datetime) -> Self:
        """Those whose writer was there a moment ago."""
        return self.filter(editing_until__gt=at)


class Draft(models.Model):
    """What someone is typing, exactly as typed: private, never audited, erased with its owner.

    A draft of a change belongs to a person, one a page. A draft of a creation has no page yet: it
    is found by a random key that is stored hashed, and may have no owner.
    """

    class Of(models.TextChoices):
        """What it changes or would create; a proposal that is said otherwise has one of its own."""

        OFFER = "offer", _("Offer")
        STRUCTURE = "structure", _("Structure")
        NEED_PAGE = "need_page", _("Page of a need")
        EXPRESSION = "expression", _("Expression")
        PROPOSAL = "proposal", _("Proposal")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="drafts",
    )
    key_hash = models.CharField(max_length=64, blank=True)
    target_kind = models.CharField(max_length=10, choices=Of)
    target_id = models.PositiveBigIntegerField(null=True, blank=True)
    payload = models.JSONField(default=dict)
    seq = models.PositiveBigIntegerField()
    base = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    editing_until = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(db_index=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["-updated_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "target_kind", "target_id"],
                condition=Q(target_id__isnull=False),
                name="one_draft_per_person_and_page",
            ),
            models.UniqueConstraint(
                fields=["key_hash"], condition=~Q(key_hash=""), name="one_draft_per_key"
            ),
            models.CheckConstraint(
                name="a_draft_belongs_to_someone",
                condition=Q(target_id__isnull=False, owner__isnull=False, key_hash="")
                | (Q(target_id__isnull=True) & ~Q(key_hash="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["target_kind", "target_id", "editing_until"], name="drafts_being_written"
            )
        ]

    def __str__(self) -> str:
        return f"{self.target_kind} {self.target_id or ''}".strip()
