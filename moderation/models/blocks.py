import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.kept_query import Slot
from territories.models import Territory


class BlockQuerySet(models.QuerySet["Block"]):
    def in_force(self, *, at: datetime | Slot) -> Self:
        """Not lifted, and not over: the block of a person is over once its end has come and they
        have read why."""
        unread = Q(network_salt="", acknowledged_at__isnull=True)
        lasts = Q(ends_at__isnull=True) | Q(ends_at__gt=at) | unread
        return self.filter(lasts, lifted_at__isnull=True, starts_at__lte=at)

    def over(self, *, before: datetime) -> Self:
        """Lifted, or ended and read, before that moment."""
        read = ~Q(network_salt="") | Q(acknowledged_at__lt=before) | Q(user__isnull=True)
        return self.filter(Q(lifted_at__lt=before) | (Q(ends_at__lt=before) & read))

    def reaching(self, paths: list[str] | Slot) -> Self:
        """Those of the whole site, and of the territories of these paths."""
        return self.filter(Q(territory__isnull=True) | Q(territory__path__among=paths))

    def of_networks(self) -> Self:
        return self.exclude(network_salt="")

    def of_people(self) -> Self:
        return self.filter(network_salt="")


class Block(models.Model):
    """Somebody may not do some acts for a while, in a territory or on the whole site (without).

    A person is known by their account and by a keyed hash of their address, so that another account
    with that address is blocked too; a network by a keyed hash with a salt of its own. Hashes go
    when the block is over (`moderation.blocks.jobs`). `message` is read by the person,
    `private_note` by animators only.
    """

    class Act(models.TextChoices):
        PROPOSE = "propose", _("propose changes and new pages")
        DISCUSS = "discuss", _("write in discussions")
        REPORT = "report", _("report pages, messages and proposals")
        DECLARE = "declare", _("say that a page is still right, or whether there is room")
        CLAIM = "claim", _("ask for the pages of a structure, join them or invite people there")

    class Reason(models.TextChoices):
        SPAM = "spam", _("Advertising, or the same text again and again")
        FALSE = "false", _("Information that is known to be false")
        DAMAGE = "damage", _("Pages damaged on purpose")
        INSULT = "insult", _("Messages that are disrespectful or threatening")
        PERSONAL_DATA = "personal_data", _("Private information about people")
        RETURN = "return", _("Coming back in spite of an earlier block")
        OTHER = "other", _("Another reason, explained below")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="blocks",
    )
    user_label = models.CharField(max_length=80, blank=True)
    email_hash = models.CharField(max_length=64, blank=True)
    network_hash = models.CharField(max_length=64, blank=True)
    network_salt = models.CharField(max_length=32, blank=True)
    territory = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    acts = models.JSONField(default=list)
    reason = models.CharField(max_length=14, choices=Reason)
    message = models.TextField(_("message to the person"), max_length=1000, blank=True)
    private_note = models.TextField(_("note for the animators"), max_length=1000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    by_label = models.CharField(max_length=80)
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True, blank=True)
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    lifted_by_label = models.CharField(max_length=80, blank=True)

    objects = BlockQuerySet.as_manager()

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        ordering = ["-starts_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_block_is_of_a_person_or_of_a_network",
                condition=Q(network_salt="", network_hash="")
                | (~Q(network_salt="") & Q(email_hash="", user__isnull=True)),
            ),
            models.CheckConstraint(
                name="the_block_of_a_network_ends",
                condition=Q(network_salt="") | Q(ends_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_block_ends_after_it_began",
                condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
            ),
            models.CheckConstraint(
                name="another_reason_to_block_is_explained",
                condition=~Q(reason="other") | ~Q(message=""),
            ),
        ]
        indexes = [
            models.Index(
                fields=["email_hash"],
                condition=Q(lifted_at__isnull=True) & ~Q(email_hash=""),
                name="block_by_address",
            )
        ]

    def __str__(self) -> str:
        return self.get_reason_display()

    def get_absolute_url(self) -> str:
        return reverse("moderation:block", args=[self.uuid])

    @property
    def is_of_a_network(self) -> bool:
        return bool(self.network_salt)

    def is_in_force(self, at: datetime) -> bool:
        if self.lifted_at is not None or self.starts_at > at:
            return False
        is_unread = not self.is_of_a_network and self.acknowledged_at is None
        return self.ends_at is None or self.ends_at > at or is_unread

    def spoken_acts(self) -> list[str]:
        return [str(label) for value, label in Block.Act.choices if value in self.acts]
