import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contributions.models.proposals import Proposal
from offers.models import OfferPage, PublicOffer, Structure
from territories.models import Territory

_ONE_TARGET = Q(offer__isnull=False, structure=None) | Q(offer=None, structure__isnull=False)


class ReportQuerySet(models.QuerySet["Report"]):
    def open(self) -> Self:
        """What nobody settled yet; one turned into a proposal is settled with it."""
        return self.filter(closed_at=None)

    def to_read(self) -> Self:
        """What an animator has to look at, the most pressing first."""
        waiting = self.filter(state__in=Report.WAITING)
        return waiting.order_by("-priority", "due_at", "pk")

    def first_told(self) -> "models.QuerySet[Report, tuple[str, datetime]]":
        """Reason and date of what is open, each thing once, the oldest first."""
        told = self.open().exclude(state=Report.State.DUPLICATE).order_by("created_at")
        return told.values_list("reason", "created_at")

    def of(self, *, offer_id: int | None, structure_id: int | None) -> Self:
        return self.filter(offer=offer_id, structure=structure_id)

    def written_by(self, user_id: int) -> Self:
        return self.filter(author=user_id)

    def closed_before(self, at: datetime) -> Self:
        return self.filter(closed_at__lt=at)

    def listed(self) -> Self:
        """With what a line of a list shows, in a fixed number of queries."""
        return self.select_related("offer__public", "structure", "territory")


class Report(models.Model):
    """Somebody says that a page is wrong, with an account or without.

    `asked` holds the right value of fields when it was not made a proposal at once. `email` is
    sealed by the vault, and deleted 30 days after the end. `closed_at` of one turned into a
    proposal, or joined to another, is set when that one ends. `witnesses`: how many networks said
    the same, as far as 14 days of memory can tell.
    """

    class Reason(models.TextChoices):
        CLOSED = "closed", _("It is closed, or no longer exists")
        MOVED = "moved", _("It has moved")
        PHONE = "phone", _("The phone does not answer any more")
        HOURS = "hours", _("The opening hours are wrong")
        WAITING = "waiting", _("The waiting time is wrong")
        TURNED_AWAY = (
            "turned_away",
            _("Somebody was turned away, though the page says people are received"),
        )
        PERSONAL_DATA = "personal_data", _("The page says something private about a person")
        ILLEGAL = "illegal", _("Something on the page is dangerous, or against the law")
        OTHER = "other", _("Something else")

    class State(models.TextChoices):
        NEW = "new", _("To be read")
        CONFIRMED = "confirmed", _("Confirmed, to be corrected")
        CONVERTED = "converted", _("Made a proposal")
        ANSWERED = "answered", _("Answered")
        DUPLICATE = "duplicate", _("Joined to another")
        DISMISSED = "dismissed", _("Set aside")

    class Dismissal(models.TextChoices):
        STILL_RIGHT = "still_right", _("We checked: the page is right")
        NOT_UNDERSTOOD = "not_understood", _("We could not understand what is wrong")
        NOT_HERE = "not_here", _("This is not about this page")
        SPAM = "spam", _("This is advertising, or not serious")

    class Priority(models.IntegerChoices):
        ORDINARY = 1, _("ordinary")
        SOON = 2, _("soon")
        URGENT = 3, _("urgent")

    LONGEST_TEXT = 2_000
    WAITING = (State.NEW, State.CONFIRMED)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    offer = models.ForeignKey(
        OfferPage, null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    structure = models.ForeignKey(
        Structure, null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=14, choices=Reason)
    asked = models.JSONField(default=dict, blank=True)
    text = models.TextField(max_length=LONGEST_TEXT, blank=True)
    email = models.TextField(blank=True)
    language = models.CharField(max_length=10, default="fr")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="reports",
    )
    author_label = models.CharField(max_length=80, blank=True)
    is_suspect = models.BooleanField(default=False)
    dedupe_hash = models.CharField(max_length=64)
    witnesses = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    priority = models.PositiveSmallIntegerField(choices=Priority, default=Priority.ORDINARY)
    due_at = models.DateTimeField()
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates"
    )
    proposal = models.ForeignKey(
        Proposal, null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    answer = models.TextField(max_length=2_000, blank=True)
    dismissal = models.CharField(max_length=14, choices=Dismissal, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(name="a_report_is_about_one_page", condition=_ONE_TARGET),
            models.CheckConstraint(
                name="a_report_that_waits_is_open",
                condition=~Q(state__in=["new", "confirmed"]) | Q(closed_at=None),
            ),
            models.CheckConstraint(
                name="a_settled_report_has_a_date",
                condition=~Q(state__in=["answered", "dismissed"]) | Q(closed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_joined_report_says_to_which",
                condition=Q(state="duplicate", merged_into__isnull=False)
                | (~Q(state="duplicate") & Q(merged_into=None)),
            ),
            models.CheckConstraint(
                name="a_converted_report_has_a_proposal",
                condition=~Q(state="converted") | Q(proposal__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["dedupe_hash"],
                condition=Q(state__in=["new", "confirmed", "converted"], closed_at=None),
                name="one_open_report_of_a_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["territory", "state", "-priority", "due_at"], name="report_order")
        ]

    def __str__(self) -> str:
        return self.get_reason_display()


class SignalKey(models.Model):
    """The random key under which the networks that report a page are told apart, for 14 days."""

    offer = models.OneToOneField(OfferPage, null=True, on_delete=models.PROTECT, related_name="+")
    structure = models.OneToOneField(
        Structure, null=True, on_delete=models.PROTECT, related_name="+"
    )
    key = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="a_signal_key_is_of_one_page", condition=_ONE_TARGET)
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Signal(models.Model):
    """One network said it: a hash under the key of the page, gone with that key."""

    key = models.ForeignKey(SignalKey, on_delete=models.CASCADE, related_name="signals")
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="signals")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "digest"], name="a_network_says_the_same_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Doubt(models.Model):
    """Why an offer stands a little lower for a while: several people, or an animator, doubt it."""

    offer = models.OneToOneField(
        PublicOffer, primary_key=True, on_delete=models.PROTECT, related_name="doubt"
    )
    until = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)
