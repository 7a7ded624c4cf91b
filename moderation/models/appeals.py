import uuid
from datetime import datetime, timedelta
from typing import Self, cast

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contributions.models import Post
from moderation.models.blocks import Block
from moderation.models.decisions import Decision
from moderation.models.protection import Protection
from territories.models import Territory

# Within how long somebody else answers an appeal.
ANSWERED_WITHIN = timedelta(days=7)
LONGEST_APPEAL = 2000
LONGEST_ANSWER = 1000

# What an appeal can be against: one of these, and only one.
SUBJECTS = ("decision", "post", "block", "protection")


def answer_due() -> datetime:
    return timezone.now() + ANSWERED_WITHIN


def _one_subject() -> Q:
    found = Q()
    for subject in SUBJECTS:
        found |= Q(**{f"{other}__isnull": other != subject for other in SUBJECTS})
    return found


class AppealQuerySet(models.QuerySet["Appeal"]):
    def open(self) -> Self:
        return self.filter(state=Appeal.State.OPEN)

    def late(self, *, at: datetime) -> Self:
        return self.open().filter(due_at__lte=at)

    def within(self, territories: models.QuerySet[Territory]) -> Self:
        """Those about the whole site are in none of them."""
        there = self.filter(territory__in=territories)
        return there.exclude(answered_by=Appeal.AnsweredBy.GLOBAL_ADMIN)

    def written_by(self, user: User) -> Self:
        return self.filter(author=user)

    def with_subjects(self) -> Self:
        """With what titles and links are made of."""
        return self.select_related(
            "territory",
            "author",
            "decision__proposal__offer__public",
            "decision__proposal__structure",
            "decision__proposal__need_page__need",
            "decision__proposal__expression__need",
            "decision__proposal__territory",
            "post__thread",
            "block__territory",
            "protection__offer__public",
            "protection__structure",
            "protection__need_page__need",
            "protection__territory",
        )


class Appeal(models.Model):
    """Somebody asks that a refusal, the hiding of their message, their block or the protection of a
    page be looked at by someone else.

    `decided_by` is who took the decision appealed against: never who settles the appeal;
    `answered_by` says who may, as only they could have taken it.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for someone else’s answer")
        UPHELD = "upheld", _("The decision stands")
        OVERTURNED = "overturned", _("The decision is overturned")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class AnsweredBy(models.TextChoices):
        ANIMATOR = "animator", _("an animator of the territory")
        ADMINISTRATOR = "administrator", _("an administrator of the territory")
        GLOBAL_ADMIN = "global_admin", _("a global administrator")

    SETTLED = (State.UPHELD, State.OVERTURNED)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    decision = models.ForeignKey(
        Decision, null=True, blank=True, on_delete=models.PROTECT, related_name="appeals"
    )
    post = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.PROTECT, related_name="appeals"
    )
    block = models.ForeignKey(
        Block, null=True, blank=True, on_delete=models.PROTECT, related_name="appeals"
    )
    protection = models.ForeignKey(
        Protection, null=True, blank=True, on_delete=models.CASCADE, related_name="appeals"
    )
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="+")
    answered_by = models.CharField(max_length=13, choices=AnsweredBy, default=AnsweredBy.ANIMATOR)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="appeals",
    )
    author_label = models.CharField(max_length=80)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField(_("why you disagree"), max_length=LONGEST_APPEAL)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=answer_due)
    escalated_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    settled_by_label = models.CharField(max_length=80, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("answer"), max_length=LONGEST_ANSWER, blank=True)

    objects = AppealQuerySet.as_manager()

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="an_appeal_is_against_one_thing",
                condition=_one_subject(),
            ),
            models.CheckConstraint(
                name="an_appeal_is_settled_by_someone_else",
                condition=Q(settled_by__isnull=True)
                | Q(decided_by__isnull=True)
                | ~Q(settled_by=F("decided_by")),
            ),
            models.CheckConstraint(
                name="a_settled_appeal_has_a_date_and_an_answer",
                condition=Q(state="open", settled_at__isnull=True, answer="")
                | Q(state="withdrawn", settled_at__isnull=False, answer="")
                | (Q(state__in=["upheld", "overturned"], settled_at__isnull=False) & ~Q(answer="")),
            ),
            models.UniqueConstraint(
                fields=["decision"],
                condition=Q(decision__isnull=False) & ~Q(state="withdrawn"),
                name="one_appeal_per_decision",
            ),
            models.UniqueConstraint(
                fields=["post"],
                condition=Q(post__isnull=False, state="open"),
                name="one_open_appeal_per_message",
            ),
            models.UniqueConstraint(
                fields=["block"],
                condition=Q(block__isnull=False) & ~Q(state="withdrawn"),
                name="one_appeal_per_block",
            ),
            models.UniqueConstraint(
                fields=["protection"],
                condition=Q(protection__isnull=False, state="open"),
                name="one_open_appeal_per_protection",
            ),
        ]
        indexes = [
            models.Index(
                fields=["territory", "due_at"], condition=Q(state="open"), name="appeals_to_settle"
            )
        ]

    def __str__(self) -> str:
        return self.get_state_display()

    def get_absolute_url(self) -> str:
        return reverse("moderation:appeal", args=[self.uuid])

    @property
    def subject(self) -> Decision | Post | Block | Protection:
        """What it is against: a constraint holds one of them."""
        for name in SUBJECTS:
            if getattr(self, f"{name}_id") is not None:
                return cast("Decision | Post | Block | Protection", getattr(self, name))
        raise ValueError("This appeal is against nothing.")

    @property
    def is_open(self) -> bool:
        return self.state == Appeal.State.OPEN
