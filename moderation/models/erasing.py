import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from territories.models import Territory

# How long a text stays hidden, and can come back, before it is erased for good.
RECOVERABLE_FOR = timedelta(days=7)


class HidingQuerySet(models.QuerySet["Hiding"]):
    def in_places(self, territories: models.QuerySet[Territory]) -> Self:
        return self.filter(territory__in=territories)


class Hiding(models.Model):
    """Passages taken away from a page, or from the whole site, by one person who can put them back.

    `passages` are sealed by the vault, and gone once they are erased for good. `fingerprints` stay,
    and tell whether a source brings them back: they are keyed, and nothing can be read in them.
    """

    class Target(models.TextChoices):
        OFFER = "offer", _("Offer")
        STRUCTURE = "structure", _("Structure")
        NEED_PAGE = "need_page", _("Page of a need")
        EXPRESSION = "expression", _("Expression")
        PROPOSAL = "proposal", _("Proposal")
        SITE = "site", _("The whole site")

    class Reason(models.TextChoices):
        PERSONAL_DATA = "personal_data", _("It names or describes a private person")
        DANGER = "danger", _("It may put somebody in danger")
        ON_REQUEST = "on_request", _("The person it is about asks for it")
        UNLAWFUL = "unlawful", _("The law forbids it")
        INSULT = "insult", _("It is disrespectful")
        COPIED = "copied", _("It was copied without the right to")

    class State(models.TextChoices):
        HIDDEN = "hidden", _("Hidden, can be put back")
        SHOWN = "shown", _("Put back")
        ERASED = "erased", _("Erased for good")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    target_kind = models.CharField(max_length=10, choices=Target)
    target_id = models.PositiveBigIntegerField(null=True, blank=True)
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=14, choices=Reason)
    passages = models.TextField(blank=True)
    fingerprints = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.HIDDEN)
    hidden_at = models.DateTimeField(default=timezone.now)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    hidden_by_label = models.CharField(max_length=80)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_by_label = models.CharField(max_length=80, blank=True)

    objects = HidingQuerySet.as_manager()

    class Meta:
        verbose_name = _("hidden text")
        verbose_name_plural = _("hidden texts")
        ordering = ["-hidden_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_hidden_text_is_of_a_page_or_of_the_site",
                condition=Q(target_kind="site", target_id__isnull=True)
                | (~Q(target_kind="site") & Q(target_id__isnull=False)),
            ),
            models.CheckConstraint(
                name="an_erased_text_is_nowhere",
                condition=~Q(state="erased") | Q(passages=""),
            ),
            models.CheckConstraint(
                name="a_hidden_text_that_ended_has_a_date",
                condition=Q(state="hidden", ended_at__isnull=True)
                | (~Q(state="hidden") & Q(ended_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["territory", "-hidden_at"], name="hidden_in_a_territory"),
            models.Index(fields=["target_kind", "target_id"], name="hidden_of_a_page"),
        ]

    def __str__(self) -> str:
        return str(self.number)

    def get_absolute_url(self) -> str:
        return reverse("moderation:hiding", args=[self.uuid])

    @property
    def number(self) -> int:
        """What the marks left on the pages bear."""
        return self.pk

    @property
    def is_hidden(self) -> bool:
        return self.state == self.State.HIDDEN

    @property
    def recoverable_until(self) -> datetime:
        return self.hidden_at + RECOVERABLE_FOR


class HiddenPlace(models.Model):
    """One column of one row out of which text was taken, and what puts it back.

    `taken` is sealed: the texts that stood at the marks, or all the column held when no mark was
    left; `left` is a digest of what was left then. Both are gone once it is erased for good.
    """

    hiding = models.ForeignKey(Hiding, on_delete=models.CASCADE, related_name="places")
    table = models.CharField(max_length=80)
    row = models.CharField(max_length=40)
    column = models.CharField(max_length=60)
    mark = models.CharField(max_length=40, blank=True)
    taken = models.TextField(blank=True)
    left = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["table", "row"], name="hidden_in_a_row")]

    def __str__(self) -> str:
        return f"{self.table}.{self.column} {self.row}"


class RedactionQuerySet(models.QuerySet["Redaction"]):
    def open(self) -> Self:
        return self.filter(state__in=Redaction.OPEN)

    def waiting(self) -> Self:
        """For somebody with oversight to answer."""
        return self.filter(state=Redaction.State.ASKED)

    def due(self, *, at: datetime) -> Self:
        """Confirmed, and hidden for long enough."""
        return self.filter(
            state=Redaction.State.CONFIRMED, hiding__hidden_at__lte=at - RECOVERABLE_FOR
        )


class Redaction(models.Model):
    """An administrator asks that a hidden text be erased for good; oversight says yes or no.

    `note` is why, for those who decide: sealed, and gone with the text.
    """

    class Basis(models.TextChoices):
        ERASURE = "erasure", _("A person asked for the erasure of their data (GDPR, article 17)")
        UNLAWFUL = "unlawful", _("The data was published without the right to (GDPR, article 6)")
        COURT = "court", _("A court or an authority ordered it")
        SAFETY = "safety", _("The safety of a person depends on it")

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for oversight")
        CONFIRMED = "confirmed", _("Confirmed, will be erased")
        REFUSED = "refused", _("Refused")
        GIVEN_UP = "given_up", _("Given up")
        DONE = "done", _("Erased for good")

    OPEN = (State.ASKED, State.CONFIRMED)

    hiding = models.ForeignKey(Hiding, on_delete=models.PROTECT, related_name="redactions")
    basis = models.CharField(max_length=10, choices=Basis)
    note = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    asked_at = models.DateTimeField(default=timezone.now)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_by_label = models.CharField(max_length=80)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_by_label = models.CharField(max_length=80, blank=True)
    refusal = models.CharField(max_length=500, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    places = models.PositiveIntegerField(default=0)
    files_left = models.JSONField(default=list, blank=True)

    objects = RedactionQuerySet.as_manager()

    class Meta:
        verbose_name = _("erasure of a text")
        verbose_name_plural = _("erasures of texts")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hiding"],
                condition=Q(state__in=["asked", "confirmed"]),
                name="one_open_erasure_a_hidden_text",
            ),
            models.CheckConstraint(
                name="an_answered_erasure_has_a_date",
                condition=Q(state__in=["asked", "given_up"]) | Q(answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="an_erasure_takes_two_people",
                condition=Q(asked_by=None)
                | Q(answered_by=None)
                | ~Q(asked_by=models.F("answered_by")),
            ),
            models.CheckConstraint(
                name="a_done_erasure_has_a_date",
                condition=Q(state="done", done_at__isnull=False)
                | (~Q(state="done") & Q(done_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return self.get_state_display()

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN
