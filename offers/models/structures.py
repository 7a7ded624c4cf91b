from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from offers.identifiers import new_public_id
from territories.fold import fold
from territories.models import Territory

if TYPE_CHECKING:
    from accounts.models import User


class AddressVisibility(models.TextChoices):
    """From the strictest to the loosest."""

    HIDDEN = "hidden", _("Hidden")
    COMMUNE = "commune", _("Commune only")
    PUBLIC = "public", _("Public")


class PageState(models.TextChoices):
    LIVE = "live", _("Live")
    ARCHIVED = "archived", _("Archived")
    MERGED = "merged", _("Merged into another")


class StructureQuerySet(models.QuerySet["Structure"]):
    def live(self) -> Self:
        return self.filter(state=PageState.LIVE)

    def without_owner(self) -> Self:
        """Live ones that nobody with an account in use owns."""
        owners = Membership.objects.filter(
            structure=OuterRef("pk"), role=Membership.Role.OWNER, user__is_active=True
        )
        return self.live().exclude(Exists(owners))

    def named(self, text: str) -> Self:
        """Structures whose name holds every word of the text, accents and case aside."""
        found = self
        for word in fold(text).split():
            found = found.filter(search_name__contains=word)
        return found


class Structure(models.Model):
    """An actor that runs offers. Nobody proposes `address_visibility`: two people loosen it."""

    public_id = models.CharField(max_length=12, unique=True, default=new_public_id, editable=False)
    slug = models.SlugField(max_length=160)
    name = models.CharField(_("name"), max_length=150)
    search_name = models.CharField(max_length=150, db_index=True, editable=False, default="")
    kind_label = models.CharField(_("kind of structure"), max_length=80, blank=True)
    description = models.TextField(_("description"), blank=True)
    identifier = models.CharField(_("registration number"), max_length=40, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    website = models.URLField(_("web site"), max_length=500, blank=True)
    street_address = models.CharField(_("street address"), max_length=200, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=12, blank=True)
    commune = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    opening_hours = models.CharField(_("opening hours"), max_length=500, blank=True)
    accessibility = models.TextField(_("accessibility of the place"), blank=True)
    address_visibility = models.CharField(
        max_length=8, choices=AddressVisibility, default=AddressVisibility.PUBLIC
    )
    home_territory = models.ForeignKey(
        Territory, on_delete=models.PROTECT, related_name="structures"
    )
    state = models.CharField(max_length=8, choices=PageState, default=PageState.LIVE)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    modified_at = models.DateTimeField(default=timezone.now, editable=False)
    history = HistoricalRecords(user_db_constraint=False)

    objects = StructureQuerySet.as_manager()

    class Meta:
        verbose_name = _("structure")
        verbose_name_plural = _("structures")
        ordering = ["search_name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="a_merged_structure_says_into_what",
                condition=Q(state=PageState.MERGED, merged_into__isnull=False)
                | (~Q(state=PageState.MERGED) & Q(merged_into__isnull=True)),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("offers:structure", args=[self.public_id, self.slug])

    def save_because(self, reason: str, *, by: "User | None") -> None:
        """Save, and let the history tell who did it and why."""
        self._change_reason = reason
        self._history_user = by
        self.save()


class Membership(models.Model):
    """A person who keeps the pages of a structure."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        EDITOR = "editor", _("Editor")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    structure = models.ForeignKey(Structure, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=8, choices=Role, default=Role.EDITOR)
    since = models.DateTimeField(default=timezone.now)
    history = HistoricalRecords(user_db_constraint=False)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(fields=["user", "structure"], name="one_membership_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.structure}"

    def save_because(self, reason: str, *, by: "User | None") -> None:
        """Save, and let the history tell who did it and why."""
        self._change_reason = reason
        self._history_user = by
        self.save()

    def delete_because(self, reason: str, *, by: "User | None") -> None:
        """Delete, and let the history tell who did it and why."""
        self._change_reason = reason
        self._history_user = by
        self.delete()
