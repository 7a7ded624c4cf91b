from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

if TYPE_CHECKING:
    from accounts.models import User


def in_language(texts: dict[str, str], language: str | None = None) -> str:
    """The text of the language asked (default: the active one), else French, else any."""
    wanted = (language or get_language() or "fr").split("-")[0]
    return texts.get(wanted) or texts.get("fr") or next(iter(texts.values()), "")


class NeedQuerySet(models.QuerySet["Need"]):
    def current(self) -> Self:
        return self.filter(replaced_by__isnull=True)

    def categories(self) -> Self:
        return self.filter(category__isnull=True)

    def leaves(self) -> Self:
        return self.filter(category__isnull=False)


class Need(models.Model):
    """A problem an offer can answer; a category when it has no category above it.

    `code` is the scheme's own and for ever: a renamed need keeps its row and points to the new one.
    """

    scheme = models.CharField(max_length=40, default="data-inclusion-v1")
    code = models.CharField(max_length=120, unique=True)
    category = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="needs"
    )
    labels = models.JSONField(default=dict)
    descriptions = models.JSONField(default=dict)
    official_label = models.CharField(max_length=160, blank=True)
    icon = models.CharField(max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    hides_address = models.BooleanField(default=False)
    is_urgent = models.BooleanField(default=False)
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)

    objects = NeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("need")
        verbose_name_plural = _("needs")
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.labels)

    @property
    def description(self) -> str:
        """As its page says it; the page is French, another language has the vocabulary's words."""
        if (get_language() or "fr").startswith("fr") and self.page.description:
            return str(self.page.description)
        return in_language(self.descriptions)


class Term(models.Model):
    """A word of a controlled list: audience, service type, fee, reception mode, contact mode."""

    class Scheme(models.TextChoices):
        AUDIENCE = "audience", _("Audience")
        SERVICE_TYPE = "service_type", _("Type of service")
        FEE = "fee", _("Fee")
        RECEPTION_MODE = "reception_mode", _("Reception mode")
        CONTACT_MODE = "contact_mode", _("Way to get in touch")

    scheme = models.CharField(max_length=20, choices=Scheme)
    code = models.CharField(max_length=80)
    labels = models.JSONField(default=dict)
    descriptions = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)
    replaced_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ["scheme", "position"]
        constraints = [models.UniqueConstraint(fields=["scheme", "code"], name="one_term_per_code")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.labels)


class ExpressionQuerySet(models.QuerySet["Expression"]):
    def accepted(self) -> Self:
        return self.filter(status=Expression.Status.ACCEPTED)


class Expression(models.Model):
    """How people say a need; without a need, something a directory cannot answer."""

    class Status(models.TextChoices):
        PROPOSED = "proposed", _("Proposed")
        UNREVIEWED = "unreviewed", _("Not reviewed yet")
        ACCEPTED = "accepted", _("Accepted")
        RETIRED = "retired", _("Retired")

    need = models.ForeignKey(
        Need, null=True, blank=True, on_delete=models.PROTECT, related_name="expressions"
    )
    also = models.ManyToManyField(Need, blank=True, related_name="secondary_expressions")
    text = models.CharField(_("what people say"), max_length=500)
    language = models.CharField(max_length=10, default="fr")
    style = models.CharField(max_length=20, blank=True)
    weight = models.FloatField(default=1.0)
    status = models.CharField(max_length=12, choices=Status, default=Status.PROPOSED)
    origin = models.CharField(max_length=80, blank=True)
    history = HistoricalRecords(user_db_constraint=False)

    objects = ExpressionQuerySet.as_manager()

    class Meta:
        verbose_name = _("expression")
        verbose_name_plural = _("expressions")
        ordering = ["need", "text"]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "text", "language"], name="one_expression_per_need"
            ),
            models.CheckConstraint(
                condition=Q(weight__gt=0, weight__lte=10), name="expression_weight_in_range"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def save_because(self, reason: str, *, by: "User | None") -> None:
        """Save, and let the history tell who did it and why."""
        self._change_reason = reason
        self._history_user = by
        self.save()
