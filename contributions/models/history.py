from collections.abc import Iterable

from django.db import models
from django.utils import timezone


class RevertNoteQuerySet(models.QuerySet["RevertNote"]):
    def of(self, target_kind: str, versions: Iterable[int]) -> "dict[int, RevertNote]":
        """By the version that the act made."""
        rows = self.filter(target_kind=target_kind, version__in=list(versions))
        return {note.version: note for note in rows}


class RevertNote(models.Model):
    """Why a record went back to what it was: its own history has room for a code only.

    `version` is the row of history that the act made, `of` the one it takes back or restores.
    """

    target_kind = models.CharField(max_length=10)
    version = models.PositiveBigIntegerField()
    of = models.PositiveBigIntegerField()
    verb = models.CharField(max_length=12)
    summary = models.CharField(max_length=500)
    at = models.DateTimeField(default=timezone.now)

    objects = RevertNoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["target_kind", "version"], name="one_revert_note_a_version"
            )
        ]

    def __str__(self) -> str:
        return self.verb
