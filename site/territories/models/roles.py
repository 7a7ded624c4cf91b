from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Min, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase
from simple_history.models import HistoricalRecords

from accounts.kept_query import Slot
from territories.models.places import Territory, Zone

if TYPE_CHECKING:
    from accounts.models import User


class TerritoryGroupPermission(GroupObjectPermissionBase):
    """guardian's own table for territories: a mirror of MemberRole, for list filters."""

    content_object = models.ForeignKey(Territory, on_delete=models.CASCADE)


class ZoneGroupPermission(GroupObjectPermissionBase):
    """guardian's own table for zones: a mirror of MemberRole, for list filters."""

    content_object = models.ForeignKey(Zone, on_delete=models.CASCADE)


class MemberRoleQuerySet(models.QuerySet["MemberRole"]):
    def standing(self) -> Self:
        """Not taken back; they may have come to their end, until the clock sweeps them."""
        return self.filter(revoked_at__isnull=True)

    def active(self, *, at: datetime | Slot) -> Self:
        return self.standing().filter(
            Q(ends_at__isnull=True) | Q(ends_at__gt=at), starts_at__lte=at
        )

    def ended(self, *, at: datetime) -> Self:
        return self.standing().filter(ends_at__lte=at)

    def next_turn(self, *, at: datetime) -> datetime | None:
        """When one of them next begins or ends by itself."""
        moments = self.standing().aggregate(
            begins=Min("starts_at", filter=Q(starts_at__gt=at)),
            ends=Min("ends_at", filter=Q(ends_at__gt=at)),
        )
        return min((moment for moment in moments.values() if moment), default=None)


class MemberRole(models.Model):
    """Who animates what, until when. This decides; guardian's group permissions only mirror it.

    A role `delegated_from` another is that of somebody who stands in: it decides, names nobody, and
    ends with the role it comes from at the latest.
    """

    class Role(models.TextChoices):
        ANIMATOR = "animator", _("Animator")
        TERRITORY_ADMIN = "territory_admin", _("Territory administrator")
        GLOBAL_ADMIN = "global_admin", _("Global administrator")
        OVERSIGHT = "oversight", _("Oversight")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="member_roles"
    )
    role = models.CharField(max_length=16, choices=Role)
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="member_roles"
    )
    zone = models.ForeignKey(
        Zone, null=True, blank=True, on_delete=models.PROTECT, related_name="member_roles"
    )
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="granted_roles",
    )
    delegated_from = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="delegations",
        help_text=_("The role of the person they stand in for."),
    )
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords(user_db_constraint=False)

    objects = MemberRoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("role")
        verbose_name_plural = _("roles")
        constraints = [
            models.CheckConstraint(
                name="a_local_role_has_one_place_a_global_role_none",
                condition=(
                    Q(role__in=["animator", "territory_admin"])
                    & (
                        Q(territory__isnull=False, zone__isnull=True)
                        | Q(territory__isnull=True, zone__isnull=False)
                    )
                )
                | Q(
                    role__in=["global_admin", "oversight"],
                    territory__isnull=True,
                    zone__isnull=True,
                ),
            ),
            models.CheckConstraint(
                name="who_stands_in_decides_until_a_day",
                condition=Q(delegated_from__isnull=True)
                | Q(role="animator", ends_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["user", "role", "territory"],
                condition=Q(revoked_at__isnull=True, territory__isnull=False),
                name="one_standing_role_per_territory",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "zone"],
                condition=Q(revoked_at__isnull=True, zone__isnull=False),
                name="one_standing_role_per_zone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.place or '—'}"

    def is_active(self, *, at: datetime) -> bool:
        has_ended = self.ends_at is not None and self.ends_at <= at
        return self.revoked_at is None and self.starts_at <= at and not has_ended

    @property
    def place(self) -> Territory | Zone | None:
        return self.territory or self.zone

    def save_because(self, reason: str, *, by: "User | None") -> None:
        """Save, and let the history tell who did it and why."""
        self._change_reason = reason
        self._history_user = by
        self.save()


class TerritoryContact(models.Model):
    """Whom the public may write to in a territory."""

    territory = models.OneToOneField(Territory, on_delete=models.CASCADE, related_name="contact")
    name = models.CharField(_("name"), max_length=120)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    url = models.URLField(_("web address"), blank=True)

    class Meta:
        verbose_name = _("public contact")
        verbose_name_plural = _("public contacts")

    def __str__(self) -> str:
        return self.name
