from collections.abc import Collection
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# The kind of a page and its public name: ("offer", "4k2m9x7q"), ("territory", "fr:department:12").
Topic = tuple[str, str]


class Frequency(models.TextChoices):
    """From the soonest to never."""

    INSTANT = "instant", _("As soon as something changes")
    DAILY = "daily", _("Once a day, in the morning")
    WEEKLY = "weekly", _("Once a week, on Monday morning")
    FEED = "feed", _("No mail: only in my feed")


# What each digest gathers: too much at one time to be told at once comes with the daily one.
GATHERED = {
    Frequency.DAILY.value: (Frequency.INSTANT, Frequency.DAILY),
    Frequency.WEEKLY.value: (Frequency.WEEKLY,),
}


class WatchQuerySet(models.QuerySet["Watch"]):
    def active(self, *, at: datetime) -> Self:
        """Those that tell somebody something: not over, of an account in use."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=at), user__is_active=True)

    def on(self, topics: Collection[Topic]) -> Self:
        """Those that follow any of these pages."""
        keys: dict[str, set[str]] = {}
        for kind, key in topics:
            keys.setdefault(kind, set()).add(key)
        wanted = Q(pk__in=())
        for kind, names in keys.items():
            wanted |= Q(kind=kind, key__in=names)
        return self.filter(wanted)


class Watch(models.Model):
    """A page that a person follows, and how often they want to hear of it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="watches"
    )
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=120)
    frequency = models.CharField(
        _("how often"), max_length=8, choices=Frequency, default=Frequency.WEEKLY
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = WatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("followed page")
        verbose_name_plural = _("followed pages")
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "key"], name="one_watch_per_person_and_page"
            )
        ]
        indexes = [models.Index(fields=["kind", "key"], name="watches_of_a_page")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"

    @property
    def topic(self) -> Topic:
        return self.kind, self.key


class Happening(models.Model):
    """Something that happened to a page that somebody follows: no title and no text, since what
    may be told of it is asked again when it is told."""

    act = models.CharField(max_length=40)
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=120)
    params = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("happening")
        verbose_name_plural = _("happenings")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.act} {self.kind}:{self.key}"

    @property
    def page(self) -> Topic:
        return self.kind, self.key


class Digest(models.Model):
    """One mail that gathers what happened before seven o'clock of a day, where the person lives."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="digests"
    )
    frequency = models.CharField(max_length=8, choices=Frequency)
    day = models.DateField()
    created_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("digest")
        verbose_name_plural = _("digests")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "frequency", "day"], name="one_digest_a_day_and_frequency"
            )
        ]

    def __str__(self) -> str:
        return f"{self.frequency} {self.day}"


_UNTOLD = Q(told_at__isnull=True, digest__isnull=True)


class NewsQuerySet(models.QuerySet["News"]):
    def untold(self) -> Self:
        return self.filter(_UNTOLD)

    def latest_for(self, user_id: int) -> Self:
        return (
            self.filter(person=user_id)
            .select_related("happening")
            .order_by("-happening__at", "-pk")
        )


class News(models.Model):
    """A happening for one person, told once, by the most eager of their watches that met it."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="news"
    )
    happening = models.ForeignKey(Happening, on_delete=models.CASCADE, related_name="news")
    watch = models.ForeignKey(Watch, on_delete=models.CASCADE, related_name="news")
    told_at = models.DateTimeField(null=True, blank=True)
    digest = models.ForeignKey(
        Digest, null=True, blank=True, on_delete=models.SET_NULL, related_name="news"
    )

    objects = NewsQuerySet.as_manager()

    class Meta:
        verbose_name = _("news")
        verbose_name_plural = _("news")
        constraints = [
            models.UniqueConstraint(fields=["happening", "person"], name="told_once_to_each_person")
        ]
        indexes = [models.Index(fields=["person"], condition=_UNTOLD, name="news_to_tell")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.happening_id}"
