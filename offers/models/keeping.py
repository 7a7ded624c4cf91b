"""Who asks to keep the pages of a structure, and who is invited to."""

import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from offers.models.offers import OfferPage
from offers.models.structures import Membership, Structure


class StructureClaimQuerySet(models.QuerySet["StructureClaim"]):
    def open(self) -> Self:
        return self.filter(state__in=StructureClaim.OPEN)

    def for_animators(self) -> Self:
        """Those an animator must do something about: call, read the evidence, settle."""
        return self.filter(
            Q(state=StructureClaim.State.OBJECTED)
            | Q(state=StructureClaim.State.ASKED, way__in=("phone", "evidence"))
        )

    def due(self, *, at: datetime) -> Self:
        return self.filter(state=StructureClaim.State.PROVEN, takes_effect_at__lte=at)


class StructureClaim(models.Model):
    """« It is mine »: a person asks to own the pages of a structure, and how they prove it.

    The code is kept hashed. Once proven it takes effect when nobody objected in time.
    """

    class Way(models.TextChoices):
        MAIL = "mail", _("a message to an address of the structure")
        PHONE = "phone", _("a call to a number of the structure")
        EVIDENCE = "evidence", _("documents that an animator reads")

    class State(models.TextChoices):
        ASKED = "asked", _("Waiting for the proof")
        PROVEN = "proven", _("Proven, open to objections")
        OBJECTED = "objected", _("Contested, an animator decides")
        GRANTED = "granted", _("Granted")
        REFUSED = "refused", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Closed, no proof came")

    OPEN = (State.ASKED, State.PROVEN, State.OBJECTED)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    structure = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="claims")
    claimant = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="claims"
    )
    way = models.CharField(max_length=8, choices=Way)
    state = models.CharField(max_length=9, choices=State, default=State.ASKED)
    contact = models.CharField(max_length=254, blank=True)
    evidence = models.TextField(blank=True)
    code_hash = models.CharField(max_length=64, blank=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField(default=timezone.now)
    proven_at = models.DateTimeField(null=True, blank=True)
    takes_effect_at = models.DateTimeField(null=True, blank=True)
    objection = models.TextField(blank=True)
    objected_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    objected_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_note = models.TextField(blank=True)

    objects = StructureClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim on a structure")
        verbose_name_plural = _("claims on structures")
        ordering = ["asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["structure", "claimant"],
                condition=Q(state__in=["asked", "proven", "objected"]),
                name="one_open_claim_per_person_and_structure",
            ),
            models.CheckConstraint(
                name="a_proven_claim_says_when_it_takes_effect",
                condition=~Q(state__in=["proven", "objected"]) | Q(takes_effect_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claimant} · {self.structure}"


class MemberInvitation(models.Model):
    """Somebody is invited, at an address, to keep the pages with the others."""

    structure = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField(max_length=254)
    role = models.CharField(max_length=8, choices=Membership.Role, default=Membership.Role.EDITOR)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    invited_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["invited_at"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                "structure",
                condition=Q(closed_at__isnull=True),
                name="one_open_invitation_per_address",
            )
        ]

    def __str__(self) -> str:
        return f"{self.email} · {self.structure}"


class OfferCount(models.Model):
    """How often a page was read, or a contact of it used, on one day: nothing about by whom.

    `by_robots` are those that said they are robots.
    """

    class What(models.TextChoices):
        VIEW = "view", _("page read")
        PHONE = "phone", _("call")
        MAIL = "mail", _("message")
        LINK = "link", _("web page or form")

    offer = models.ForeignKey(OfferPage, on_delete=models.PROTECT, related_name="counts")
    day = models.DateField()
    what = models.CharField(max_length=5, choices=What)
    count = models.PositiveIntegerField(default=0)
    by_robots = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count of an offer")
        verbose_name_plural = _("counts of offers")
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "day", "what"], name="one_count_per_offer_day_and_act"
            )
        ]

    def __str__(self) -> str:
        return f"{self.offer_id} {self.day} {self.what}: {self.count}"
