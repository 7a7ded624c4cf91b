"""The numbers to call when somebody is in danger."""

from collections.abc import Collection
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from offers.models.vocabulary import in_language
from search.safety.kinds import Danger


class EmergencyNumberQuerySet(models.QuerySet["EmergencyNumber"]):
    def shown(self, *, country: str, dangers: Collection[Danger]) -> list["EmergencyNumber"]:
        """Those of a country that answer one of the dangers, in the order of the table."""
        return [n for n in self.in_country(country) if not set(dangers).isdisjoint(n.kinds)]

    def in_country(self, country: str) -> Self:
        return self.filter(country_code=country, is_shown=True)


def known_dangers(kinds: list[str]) -> None:
    if not isinstance(kinds, list) or not kinds or not set(kinds) <= set(Danger.values):
        raise ValidationError(_("Choose at least one danger."))


class EmergencyNumber(models.Model):
    """A number to call or write to when somebody is in danger; edited in the administration.

    The texts are by language: `names` what it is, `hours` when it answers, `details` what for.
    """

    class Channel(models.TextChoices):
        CALL = "call", _("By telephone")
        TEXT = "text", _("By text message")

    country_code = models.CharField(
        _("country"), max_length=2, validators=[RegexValidator("^[a-z]{2}$")]
    )
    number = models.CharField(
        _("number"), max_length=20, validators=[RegexValidator(r"^\+?[0-9]+( [0-9]+)*$")]
    )
    channel = models.CharField(
        _("how to reach it"), max_length=4, choices=Channel, default=Channel.CALL
    )
    kinds = models.JSONField(_("for which dangers"), default=list, validators=[known_dangers])
    names = models.JSONField(_("what it is"), default=dict)
    hours = models.JSONField(_("when it answers"), default=dict, blank=True)
    details = models.JSONField(_("what to know before calling"), default=dict, blank=True)
    languages = models.CharField(
        _("languages spoken"), max_length=60, blank=True, help_text=_("For example: fr, nl, de")
    )
    position = models.PositiveSmallIntegerField(_("order"), default=100)
    is_shown = models.BooleanField(_("shown"), default=True)
    history = HistoricalRecords(user_db_constraint=False)

    objects = EmergencyNumberQuerySet.as_manager()

    class Meta:
        verbose_name = _("emergency number")
        verbose_name_plural = _("emergency numbers")
        ordering = ["country_code", "position", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["country_code", "number", "channel"], name="one_row_per_emergency_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} · {self.name}"

    @property
    def name(self) -> str:
        return in_language(self.names)

    @property
    def when(self) -> str:
        return in_language(self.hours)

    @property
    def detail(self) -> str:
        return in_language(self.details)

    @property
    def href(self) -> str:
        """What a telephone opens: a call, or a message to write."""
        scheme = "sms" if self.channel == self.Channel.TEXT else "tel"
        return f"{scheme}:{self.number.replace(' ', '')}"
