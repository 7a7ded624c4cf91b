import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from offers.models import OfferPage, Source, Structure
from territories.models import Territory


class ImportRun(models.Model):
    """One reading of a source's files: what it was asked, how far it got, what it did.

    `position` is how many rows of each file are settled: a batch and its position are one
    transaction, so that a run that died goes on where it stopped.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        READING = "reading", _("Being read")
        READY = "ready", _("Ready to be accepted")
        WRITING = "writing", _("Being written")
        DONE = "done", _("Done")
        FAILED = "failed", _("Stopped by an error")
        CANCELLED = "cancelled", _("Given up")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    source = models.ForeignKey(
        Source, null=True, blank=True, on_delete=models.PROTECT, related_name="runs"
    )
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="import_runs",
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    options = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)
    position = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    warnings = models.JSONField(default=list)
    problem = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(self.uuid)


class ImportRowQuerySet(models.QuerySet["ImportRow"]):
    def written(self) -> Self:
        """What an undo has to look at."""
        acts = (
            ImportRow.Action.CREATE,
            ImportRow.Action.UPDATE,
            ImportRow.Action.ARCHIVE,
            ImportRow.Action.RESTORE,
        )
        return self.filter(action__in=acts, written_at__isnull=False, undone_at__isnull=True)


class ImportRow(models.Model):
    """What a run would do, did, or refused to do with one record.

    `before` and `after` are the live revisions around the change of an offer, `before_fields` what
    a structure was; `base_revision` and `base` are what the source had said until then (for an
    offer, what differs from that revision; for a structure, its fields). Together they let a whole
    run be undone, and the next import merge from the right base.
    """

    class Kind(models.TextChoices):
        STRUCTURES = "structures", _("Structure")
        SERVICES = "services", _("Offer")

    class Action(models.TextChoices):
        CREATE = "create", _("New")
        UPDATE = "update", _("Changed")
        CONFLICT = "conflict", _("Changed here and there")
        REFUSE = "refuse", _("Refused")
        TWIN = "twin", _("Here already")
        ARCHIVE = "archive", _("No longer in the file")
        RESTORE = "restore", _("Back in the file")

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="rows")
    kind = models.CharField(max_length=10, choices=Kind)
    number = models.PositiveIntegerField(default=0)
    external_id = models.CharField(max_length=120, blank=True)
    action = models.CharField(max_length=8, choices=Action)
    title = models.CharField(max_length=255, blank=True)
    offer = models.ForeignKey(
        OfferPage, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    structure = models.ForeignKey(
        Structure, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    problems = models.JSONField(default=list)
    changes = models.JSONField(default=dict)
    before = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    after = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    before_fields = models.JSONField(null=True, blank=True)
    base_revision = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    base = models.JSONField(null=True, blank=True)
    is_left_out = models.BooleanField(default=False)
    written_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["run", "action"], name="import_row_action")]
        constraints = [
            models.CheckConstraint(
                name="an_import_row_is_undone_after_it_was_written",
                condition=Q(undone_at__isnull=True) | Q(written_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
