import uuid
from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contributions.models.proposals import Proposal
from offers.models import NeedPage, OfferPage, Structure

LONGEST_SUBJECT = 150
LONGEST_BODY = 4000

_TARGETS = ("offer", "structure", "need_page", "proposal")


def _one_target() -> Q:
    """The column of the kind is set, the others are not."""
    found = Q()
    for kind in _TARGETS:
        others = {f"{other}__isnull": other != kind for other in _TARGETS}
        found |= Q(target_kind=kind, **others)
    return found


class ThreadQuerySet(models.QuerySet["Thread"]):
    def holding(self, posts: models.QuerySet["Post"]) -> Self:
        """Threads whose opening message is among these: without it, nobody knows of the thread."""
        opening = posts.filter(thread=OuterRef("pk"), is_opening=True)
        return self.filter(Exists(opening.order_by()))

    def open(self) -> Self:
        return self.filter(state=Thread.State.OPEN)


class Thread(models.Model):
    """A subject discussed on a page or on a proposal; `field` is the part of it that it is about.

    Exactly one target column is set, that of `target_kind`.
    """

    class Target(models.TextChoices):
        OFFER = "offer", _("Offer")
        STRUCTURE = "structure", _("Structure")
        NEED_PAGE = "need_page", _("Page of a need")
        PROPOSAL = "proposal", _("Proposal")

    class State(models.TextChoices):
        OPEN = "open", _("Being discussed")
        RESOLVED = "resolved", _("Resolved")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    target_kind = models.CharField(max_length=10, choices=Target)
    offer = models.ForeignKey(
        OfferPage, null=True, blank=True, on_delete=models.PROTECT, related_name="threads"
    )
    structure = models.ForeignKey(
        Structure, null=True, blank=True, on_delete=models.PROTECT, related_name="threads"
    )
    need_page = models.ForeignKey(
        NeedPage, null=True, blank=True, on_delete=models.PROTECT, related_name="threads"
    )
    proposal = models.ForeignKey(
        Proposal, null=True, blank=True, on_delete=models.PROTECT, related_name="threads"
    )
    field = models.CharField(max_length=40, blank=True)
    subject = models.CharField(_("subject"), max_length=LONGEST_SUBJECT)
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    resolved_by_label = models.CharField(max_length=80, blank=True)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        verbose_name = _("discussion")
        verbose_name_plural = _("discussions")
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                name="a_thread_has_the_target_of_its_kind", condition=_one_target()
            ),
            models.CheckConstraint(
                name="a_resolved_thread_has_a_date",
                condition=Q(state="resolved", resolved_at__isnull=False)
                | Q(state="open", resolved_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("contributions:thread", args=[self.uuid])

    @property
    def is_open(self) -> bool:
        return self.state == Thread.State.OPEN


class PostQuerySet(models.QuerySet["Post"]):
    def shown(self) -> Self:
        """Not hidden by an animator."""
        return self.filter(hidden_at__isnull=True)

    def by_the_trusted(self, trusted: models.QuerySet[User]) -> Self:
        """What visitors read too: the author is trusted, or was when they erased their account."""
        # Asked of each author on the page: a list of all the trusted would be made each time.
        is_trusted = Exists(trusted.filter(pk=OuterRef("author")))
        return self.filter(Q(is_trusted) | Q(was_trusted=True))

    def since(self, moment: datetime) -> Self:
        return self.filter(at__gte=moment)


class Post(models.Model):
    """One message of a thread. `was_trusted` is set when the author's account is erased."""

    class Reason(models.TextChoices):
        INSULT = "insult", _("It is disrespectful")
        PERSONAL_DATA = "personal_data", _("It names or describes a private person")
        PROMOTION = "promotion", _("It is advertising")
        UNLAWFUL = "unlawful", _("The law forbids it")
        OFF_TOPIC = "off_topic", _("It has nothing to do with this page")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="posts")
    is_opening = models.BooleanField(default=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="posts",
    )
    author_label = models.CharField(max_length=80)
    was_trusted = models.BooleanField(default=False)
    body = models.TextField(_("message"), max_length=LONGEST_BODY)
    at = models.DateTimeField(default=timezone.now)
    edited_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)
    hidden_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    hidden_by_label = models.CharField(max_length=80, blank=True)
    hidden_reason = models.CharField(max_length=16, choices=Reason, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("message of a discussion")
        verbose_name_plural = _("messages of discussions")
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["thread", "at"], name="posts_of_a_thread"),
            models.Index(fields=["author", "-at"], name="posts_of_a_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["thread"], condition=Q(is_opening=True), name="one_opening_message"
            ),
            models.CheckConstraint(
                name="a_hidden_message_has_a_reason",
                condition=Q(hidden_at__isnull=True, hidden_reason="")
                | (Q(hidden_at__isnull=False) & ~Q(hidden_reason="")),
            ),
            models.CheckConstraint(
                name="a_message_is_edited_after_it_was_written",
                condition=Q(edited_at__isnull=True) | Q(edited_at__gte=F("at")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.uuid)

    def get_absolute_url(self) -> str:
        return reverse("contributions:post", args=[self.uuid])

    @property
    def is_hidden(self) -> bool:
        return self.hidden_at is not None
