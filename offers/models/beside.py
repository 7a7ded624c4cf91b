"""What lives beside an offer, so that republishing an old revision brings none of it back."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from offers.models.offers import OfferPage
from offers.models.structures import AddressVisibility


class Availability(models.Model):
    """Whether there is room, said by someone at a date, and believed until `expires_at`."""

    class Level(models.TextChoices):
        OPEN = "open", _("Places available")
        LIMITED = "limited", _("Few places left")
        WAITING = "waiting", _("Waiting list")
        FULL = "full", _("Full")
        UNKNOWN = "unknown", _("Availability not known")

    offer = models.OneToOneField(OfferPage, on_delete=models.PROTECT, related_name="availability")
    level = models.CharField(max_length=8, choices=Level, default=Level.UNKNOWN)
    places = models.PositiveIntegerField(null=True, blank=True)
    next_intake = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=200, blank=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    set_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords(user_db_constraint=False)

    class Meta:
        verbose_name = _("availability")
        verbose_name_plural = _("availabilities")

    def __str__(self) -> str:
        return self.get_level_display()


class Verification(models.Model):
    """Someone checked that the page, or some of its fields, is still right. Not an edit."""

    class Method(models.TextChoices):
        STRUCTURE = "structure", _("by the structure itself")
        PHONE = "phone", _("by phone")
        VISIT = "visit", _("on the spot")
        ANIMATOR = "animator", _("by the animator")

    offer = models.ForeignKey(OfferPage, on_delete=models.PROTECT, related_name="verifications")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )
    method = models.CharField(max_length=10, choices=Method)
    at = models.DateTimeField(default=timezone.now)
    fields = models.JSONField(default=list, blank=True)

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.get_method_display()} {self.at:%Y-%m-%d}"


class TemporaryNotice(models.Model):
    """A closure, other hours, or a message, between two dates."""

    class Kind(models.TextChoices):
        CLOSURE = "closure", _("Closed for a while")
        HOURS = "hours", _("Other hours for a while")
        MESSAGE = "message", _("Message")

    offer = models.ForeignKey(OfferPage, on_delete=models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=8, choices=Kind)
    text = models.CharField(max_length=300)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL
    )

    class Meta:
        verbose_name = _("temporary notice")
        verbose_name_plural = _("temporary notices")
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="notice_ends_after_it_starts"
            )
        ]

    def __str__(self) -> str:
        return self.text


class OfferTranslation(models.Model):
    """The texts of an offer in another language, and whether they still follow the original."""

    class State(models.TextChoices):
        FRESH = "fresh", _("Up to date")
        STALE = "stale", _("The original changed since")
        TO_REVIEW = "to_review", _("To be read again")

    offer = models.ForeignKey(OfferPage, on_delete=models.PROTECT, related_name="translations")
    language = models.CharField(max_length=10)
    fields = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.TO_REVIEW)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "language"], name="one_translation_per_language"
            )
        ]

    def __str__(self) -> str:
        return self.language


class OfferVisibility(models.Model):
    """Who sees the address and each contact. Beside the page, so that no rollback loosens it."""

    class Contact(models.TextChoices):
        PUBLIC = "public", _("Everyone")
        SIGNED_IN = "signed_in", _("People with an account")
        ON_REQUEST = "on_request", _("On request")

    offer = models.OneToOneField(OfferPage, on_delete=models.PROTECT, related_name="visibility")
    address = models.CharField(
        max_length=8, choices=AddressVisibility, default=AddressVisibility.PUBLIC
    )
    contact_name = models.CharField(max_length=10, choices=Contact, default=Contact.ON_REQUEST)
    contact_phone = models.CharField(max_length=10, choices=Contact, default=Contact.PUBLIC)
    contact_email = models.CharField(max_length=10, choices=Contact, default=Contact.PUBLIC)
    history = HistoricalRecords(user_db_constraint=False)

    def __str__(self) -> str:
        return self.get_address_display()
