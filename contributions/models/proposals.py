import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from offers.models import Expression, NeedPage, OfferPage, Source, Structure
from territories.models import Territory

# How long anything may wait, unless `contributions.due` says sooner.
LONGEST_WAIT = timedelta(days=7)


def longest_wait() -> datetime:
    return timezone.now() + LONGEST_WAIT


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def open(self) -> Self:
        return self.filter(state__in=Proposal.OPEN)

    def to_decide(self) -> Self:
        """What waits for an animator, not for its author."""
        return self.filter(state__in=Proposal.TO_DECIDE)

    def late(self, *, at: datetime) -> Self:
        return self.to_decide().filter(due_at__lte=at)

    def with_targets(self) -> Self:
        """With what titles and links are made of."""
        return self.select_related(
            "offer__public", "structure", "need_page__need", "expression__need", "territory"
        )

    def listed(self) -> Self:
        """With what a line of a list shows, in a fixed number of queries."""
        return self.with_targets().prefetch_related("decisions")

    def written_by(self, user_id: int) -> Self:
        return self.filter(author=user_id)


class Proposal(models.Model):
    """A change someone asks for: changes against an immutable snapshot of the live row.

    Exactly one target column is set, that of `target_kind`, but for a creation, which has none
    until it is applied. `changes` maps a proposable field to its new value, and holds what else the
    action needs (`contributions.actions`); `base_snapshot` holds all proposable fields, of the page
    that stays for a merge.
    """

    # Whether propose() found it standing already: the same was asked, and is now supported.
    is_supported_now = False

    class Target(models.TextChoices):
        OFFER = "offer", _("Offer")
        STRUCTURE = "structure", _("Structure")
        NEED_PAGE = "need_page", _("Page of a need")
        EXPRESSION = "expression", _("Expression")

    class Action(models.TextChoices):
        EDIT = "edit", _("Edit")
        CREATE = "create", _("Creation")
        ARCHIVE = "archive", _("Archiving")
        RESTORE = "restore", _("Restoring")
        MERGE = "merge", _("Merging of duplicates")
        MOVE = "move", _("Move")
        REVERT = "revert", _("Undoing")

    class State(models.TextChoices):
        PENDING = "pending", _("Waiting for an animator")
        NEEDS_CHANGES = "needs_changes", _("A change is asked for")
        CONFLICT = "conflict", _("In conflict with the page")
        APPLIED = "applied", _("Accepted")
        ALREADY_DONE = "already_done", _("Already on the page")
        REJECTED = "rejected", _("Refused")
        WITHDRAWN = "withdrawn", _("Withdrawn")
        EXPIRED = "expired", _("Expired")
        JOINED = "joined", _("Joined to another proposal")

    class Risk(models.IntegerChoices):
        LOW = 1, _("low")
        MEDIUM = 2, _("medium")
        HIGH = 3, _("high")

    class Kind(models.TextChoices):
        TYPO = "typo", _("A slip of the pen")
        FACT = "fact", _("Something is wrong or missing")
        AVAILABILITY = "availability", _("Whether there is room")
        NEW = "new", _("Something new")
        CLOSURE = "closure", _("It closed, or moved")
        LEGAL = "legal", _("The law changed")
        OTHER = "other", _("Something else")

    class Channel(models.TextChoices):
        WEB = "web", _("Page of the site")
        REPORT = "report", _("Report without an account")
        IMPORT = "import", _("Import")
        API = "api", _("API")

    OPEN = (State.PENDING, State.NEEDS_CHANGES, State.CONFLICT)
    TO_DECIDE = (State.PENDING, State.CONFLICT)
    # The actions that change fields of a page; the others are about the whole of it.
    OF_FIELDS = (Action.EDIT, Action.REVERT)

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    target_kind = models.CharField(max_length=10, choices=Target)
    offer = models.ForeignKey(
        OfferPage, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals"
    )
    structure = models.ForeignKey(
        Structure, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals"
    )
    need_page = models.ForeignKey(
        NeedPage, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals"
    )
    expression = models.ForeignKey(
        Expression, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals"
    )
    action = models.CharField(max_length=8, choices=Action, default=Action.EDIT)
    kind = models.CharField(_("kind of change"), max_length=12, choices=Kind, default=Kind.FACT)
    channel = models.CharField(max_length=6, choices=Channel, default=Channel.WEB)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="proposals",
    )
    author_label = models.CharField(max_length=80)
    on_behalf_of = models.ForeignKey(
        Structure, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    imported_from = models.ForeignKey(
        Source, null=True, blank=True, on_delete=models.PROTECT, related_name="proposals"
    )
    territory = models.ForeignKey(Territory, on_delete=models.PROTECT, related_name="proposals")
    base_snapshot = models.JSONField()
    base_hash = models.CharField(max_length=64)
    changes = models.JSONField()
    summary = models.CharField(_("what you change and why"), max_length=500)
    sources = models.JSONField(default=list, blank=True)
    risk = models.PositiveSmallIntegerField(choices=Risk, default=Risk.MEDIUM)
    risk_reasons = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=14, choices=State, default=State.PENDING)
    version = models.PositiveIntegerField(default=1)
    dedupe_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)
    # When an answer is due, and when the clock asks the territory above (null: nobody is above).
    due_at = models.DateTimeField(default=longest_wait)
    escalates_at = models.DateTimeField(null=True, blank=True, default=longest_wait)
    escalated_to = models.ForeignKey(
        Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # The proposal of which it was a part that was accepted, and the one that says the same.
    part_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts"
    )
    joined_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="joined"
    )
    applied_revision = models.ForeignKey(
        Revision, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ["created_at"]
        constraints = [
            models.CheckConstraint(
                name="a_proposal_has_the_target_of_its_kind",
                condition=(
                    Q(action="create", offer=None, structure=None, need_page=None, expression=None)
                    & ~Q(state="applied")
                )
                | (
                    Q(target_kind="offer", offer__isnull=False)
                    & Q(structure=None, need_page=None, expression=None)
                )
                | (
                    Q(target_kind="structure", structure__isnull=False)
                    & Q(offer=None, need_page=None, expression=None)
                )
                | (
                    Q(target_kind="need_page", need_page__isnull=False)
                    & Q(offer=None, structure=None, expression=None)
                )
                | (
                    Q(target_kind="expression", expression__isnull=False)
                    & Q(offer=None, structure=None, need_page=None)
                ),
            ),
            models.CheckConstraint(
                name="a_decided_proposal_has_a_date",
                condition=Q(
                    state__in=["pending", "needs_changes", "conflict"], decided_at__isnull=True
                )
                | Q(
                    state__in=[
                        "applied",
                        "already_done",
                        "rejected",
                        "withdrawn",
                        "expired",
                        "joined",
                    ],
                    decided_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="only_a_joined_proposal_names_another",
                condition=Q(state="joined", joined_to__isnull=False)
                | (~Q(state="joined") & Q(joined_to__isnull=True)),
            ),
            models.CheckConstraint(
                name="only_an_applied_proposal_has_a_revision",
                condition=Q(applied_revision__isnull=True) | Q(state="applied"),
            ),
            models.CheckConstraint(
                name="what_a_source_asks_comes_by_an_import",
                condition=Q(imported_from=None) | Q(channel="import"),
            ),
            models.CheckConstraint(
                name="a_proposal_has_versions_from_one_on", condition=Q(version__gte=1)
            ),
            models.CheckConstraint(
                name="a_proposal_says_known_words",
                condition=Q(
                    target_kind__in=["offer", "structure", "need_page", "expression"],
                    action__in=["edit", "create", "archive", "restore", "merge", "move", "revert"],
                    channel__in=["web", "report", "import", "api"],
                    risk__in=[1, 2, 3],
                ),
            ),
            models.UniqueConstraint(
                fields=["author", "dedupe_hash"],
                condition=Q(state__in=["pending", "needs_changes", "conflict"], part_of=None),
                name="no_twin_of_an_open_proposal",
            ),
            models.UniqueConstraint(
                fields=["imported_from", "offer"],
                condition=Q(state__in=["pending", "needs_changes", "conflict"], part_of=None),
                name="one_open_proposal_of_a_source_an_offer",
            ),
            models.UniqueConstraint(
                fields=["imported_from", "structure"],
                condition=Q(state__in=["pending", "needs_changes", "conflict"], part_of=None),
                name="one_open_proposal_of_a_source_a_structure",
            ),
        ]
        indexes = [
            models.Index(fields=["territory", "state", "-risk", "created_at"], name="queue_order"),
            # All that the list of a whole country sorts and counts, without its rows.
            models.Index(
                fields=["-risk", "created_at", "id"],
                include=[
                    "state",
                    "version",
                    "territory",
                    "author",
                    "on_behalf_of",
                    "escalated_to",
                    "due_at",
                ],
                condition=Q(state__in=["pending", "needs_changes", "conflict"]),
                name="open_in_order",
            ),
            models.Index(
                fields=["escalates_at"],
                condition=Q(state__in=["pending", "conflict"]),
                name="proposals_to_escalate",
            ),
        ]

    def __str__(self) -> str:
        return self.summary
