"""The last act of a person on a proposal, while it can still be taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.kept_query import KeptQuery, Slot
from accounts.models import User
from contributions.models import Proposal
from contributions.targets import title_of
from moderation.deciding import services
from moderation.deciding.permissions import UNDO_FOR
from moderation.models import Agreement, Aside, Decision, Escalation


@dataclass(frozen=True, slots=True)
class Way:
    """How one kind of act is taken back; `by` is the field of who did it, `related` what the
    proposal calls them, `said` what is said when it is done. `undo` raises TooLate."""

    model: Any
    by: str
    related: str
    undo: Callable[[Any, User], Proposal]
    said: str | Promise


# By the word that stands in their address.
WAYS = {
    "decision": Way(
        Decision,
        "moderator",
        "decisions",
        lambda row, user: services.undo_decision(decision=row, moderator=user),
        _("Undone: the proposal waits again, and nobody was told."),
    ),
    "accord": Way(
        Agreement,
        "moderator",
        "agreements",
        lambda row, user: services.undo_agreement(agreement=row, moderator=user),
        _("Undone: you do not agree any more, and nobody was told."),
    ),
    "mise-de-cote": Way(
        Aside,
        "moderator",
        "asides",
        lambda row, user: services.undo_aside(aside=row, moderator=user),
        _("Undone: the proposal is in your list again."),
    ),
    "transmission": Way(
        Escalation,
        "by",
        "escalations",
        lambda row, user: services.undo_escalation(escalation=row, moderator=user),
        _("Undone: the proposal stays with you, and nobody above was told."),
    ),
}


class Act(NamedTuple):
    way: str
    key: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Undoable:
    way: str
    key: int
    title: str
    seconds: int


def last_undoable(user: User, *, at: datetime) -> Undoable | None:
    """What the person did last, less than ten seconds ago. One query when it is nothing."""
    # Most often there is none: what it was about is read only then.
    recent = _recent.ask(user=user.pk, since=at - UNDO_FOR)
    if not recent:
        return None
    last = max((Act(*row) for row in recent), key=lambda act: act.at)
    found = Proposal.objects.with_targets().filter(**{f"{WAYS[last.way].related}__pk": last.key})
    proposal = found.first()
    if proposal is None:
        return None
    left = (last.at + UNDO_FOR - at) / timedelta(seconds=1)
    return Undoable(last.way, last.key, title_of(proposal), max(0, round(left)))


@KeptQuery
def _recent(slot: type[Slot]) -> Any:
    first, *others = (
        way.model.objects.filter(**{way.by: slot("user")}, at__gt=slot("since"))
        .order_by()
        .values_list(Value(word), "pk", "at")
        for word, way in WAYS.items()
    )
    return first.union(*others, all=True)
