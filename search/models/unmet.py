"""What was searched, and what was missing: never by whom."""

from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from territories.models import Territory


class SearchCount(models.Model):
    """How often a need was searched in a department in a week, and how far the search had to go."""

    need_code = models.CharField(max_length=120, blank=True)
    rung = models.CharField(max_length=20)
    territory_path = models.CharField(max_length=120, blank=True)
    week = models.DateField()
    searches = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["week"], name="search_count_by_week")]
        constraints = [
            models.UniqueConstraint(
                fields=["need_code", "rung", "territory_path", "week"],
                name="one_count_per_need_rung_place_week",
            )
        ]

    def __str__(self) -> str:
        return f"{self.need_code} {self.rung}"


class NotUnderstoodQuerySet(models.QuerySet["NotUnderstood"]):
    def telling(self) -> Self:
        """What animators read: seen on three distinct days, and not taken away by one of them."""
        return self.exclude(text="").order_by("-days", "-last_seen", "pk")

    def seen_before(self, day: date) -> Self:
        return self.filter(last_seen__lt=day)


class NotUnderstood(models.Model):
    """A sentence that no need was read in; its text is written on the third day it is seen.

    Until then there is only a keyed digest of it, so that what is typed once is never stored.
    """

    SEEN_ENOUGH = 3
    LONGEST = 200

    digest = models.CharField(max_length=64, unique=True)
    text = models.CharField(max_length=LONGEST, blank=True)
    first_seen = models.DateField(db_index=True)
    last_seen = models.DateField(db_index=True)
    days = models.PositiveSmallIntegerField(default=1)
    is_taken_away = models.BooleanField(default=False)

    objects = NotUnderstoodQuerySet.as_manager()

    class Meta:
        verbose_name = _("sentence not understood")
        verbose_name_plural = _("sentences not understood")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(text="") | models.Q(days__gte=3, is_taken_away=False),
                name="no_text_before_its_third_day",
            )
        ]

    def __str__(self) -> str:
        return self.text or self.digest[:8]


class UnmetReport(models.Model):
    """How often people told that something is missing for a need, in a department, in a week."""

    need_code = models.CharField(max_length=120, blank=True)
    territory_path = models.CharField(max_length=120, blank=True)
    week = models.DateField()
    reports = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("report of an unmet need")
        verbose_name_plural = _("reports of unmet needs")
        constraints = [
            models.UniqueConstraint(
                fields=["need_code", "territory_path", "week"],
                name="one_report_count_per_need_place_week",
            )
        ]

    def __str__(self) -> str:
        return f"{self.need_code} {self.territory_path}"


class UnmetTextQuerySet(models.QuerySet["UnmetText"]):
    def told_before(self, day: date) -> Self:
        return self.filter(told_on__lt=day)


class UnmetText(models.Model):
    """What somebody wrote is missing, without what could lead to them; kept for 30 days."""

    LONGEST = 500

    text = models.CharField(max_length=LONGEST)
    need_codes = models.JSONField(default=list, blank=True)
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    told_on = models.DateField(db_index=True)

    objects = UnmetTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of an unmet need")
        verbose_name_plural = _("texts of unmet needs")

    def __str__(self) -> str:
        return str(self.pk)
