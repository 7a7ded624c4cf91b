import uuid
from datetime import datetime
from typing import Any, NoReturn, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class ActorReference(models.Model):
    """A random name for a person in the audit trail; erasing the link erases the person from it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="actor_reference",
    )

    def __str__(self) -> str:
        return str(self.id)


class AuditEvent(models.Model):
    """What was done, to what, by whom, when: append-only, no free text, no personal data."""

    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(ActorReference, null=True, on_delete=models.PROTECT)
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    territory_path = models.CharField(max_length=120, blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"], name="audit_subject"),
            models.Index(fields=["territory_path", "at"], name="audit_territory"),
            models.Index(fields=["action", "at"], name="audit_action"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.subject_type} {self.subject_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("An audit event is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("An audit event is never deleted.")


class AuditSeal(models.Model):
    """What the trail was at the end of a day: append-only, each made of the one before.

    It covers the events after those of the seal before, up to `last_event`.
    """

    number = models.PositiveIntegerField(primary_key=True)
    day = models.DateField(unique=True)
    last_event = models.PositiveBigIntegerField()
    count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("A seal is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("A seal is never deleted.")


class OutboxQuerySet(models.QuerySet["Outbox"]):
    def waiting(self) -> Self:
        return self.filter(done_at__isnull=True, cancelled_at__isnull=True)

    def due(self, *, at: datetime) -> Self:
        """Waiting, its time come, and in nobody's hands; in the order they came due."""
        free = Q(leased_until__isnull=True) | Q(leased_until__lte=at)
        return self.waiting().filter(free, not_before__lte=at).order_by("not_before", "pk")

    def closed_before(self, moment: datetime) -> Self:
        return self.filter(Q(done_at__lt=moment) | Q(cancelled_at__lt=moment))


class Outbox(models.Model):
    """Work to do after a change, written in the same transaction; done at least once, in order.

    A lease says who is at work on the row, so that a slow handler holds no database lock.
    """

    topic = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    lease = models.UUIDField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)

    objects = OutboxQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "outbox"
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "key"],
                condition=Q(done_at__isnull=True, cancelled_at__isnull=True),
                name="one_waiting_row_per_topic_and_key",
            )
        ]
        indexes = [
            models.Index(
                fields=["not_before"],
                condition=Q(done_at__isnull=True, cancelled_at__isnull=True),
                name="outbox_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"


class JobRun(models.Model):
    """When a job of the clock last ran, and who holds it now."""

    name = models.CharField(max_length=60, primary_key=True)
    last_started_at = models.DateTimeField(null=True, blank=True)
    last_finished_at = models.DateTimeField(null=True, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    lease = models.UUIDField(null=True, blank=True)
    last_error = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name
