from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications import texts


class NoticeQuerySet(models.QuerySet["Notice"]):
    def for_person(self, user: User) -> Self:
        """What this person was told, newest first."""
        return self.filter(recipient=user).order_by("-pk")

    def before(self, pk: int | None) -> Self:
        """Those older than this one; all of them without it."""
        return self if pk is None else self.filter(pk__lt=pk)

    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def to_mail(self) -> Self:
        """Not mailed yet, to somebody who still uses their account."""
        return self.filter(mailed_at__isnull=True, recipient__is_active=True)


class Notice(models.Model):
    """Something told to one person, on "my page" and by mail; kind and params make its words."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120, unique=True)
    path = models.CharField(max_length=300)
    params = models.JSONField(default=dict)
    created_at = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-created_at"]
        indexes = [models.Index(fields=["recipient", "-created_at"], name="notices_of_a_person")]

    def __str__(self) -> str:
        return self.kind

    @property
    def title(self) -> str:
        """The mail's subject, in the language active now."""
        return texts.subject(self.kind, self.params)
