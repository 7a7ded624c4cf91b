"""The last decision of a person, while it can still be taken back."""

from datetime import datetime
from typing import Any

from accounts.kept_query import KeptQuery, Slot
from accounts.models import User
from contributions.targets import title_of
from moderation.deciding.permissions import UNDO_FOR
from moderation.models import Decision


def undo_context(user: User, *, at: datetime) -> dict[str, object]:
    """`undo`, None when nothing was decided within ten seconds: one query then, else two."""
    related = ("offer", "structure", "need_page", "expression")
    recent = Decision.objects.filter(moderator=user, at__gt=at - UNDO_FOR).order_by("-at")
    # Most often there is none: what it was about is read only then.
    if not _recent.ask(user=user.pk, since=at - UNDO_FOR):
        return {"undo": None}
    last = recent.select_related(*(f"proposal__{name}" for name in related)).first()
    if last is None:
        return {"undo": None}
    seconds = max(0, round((last.at + UNDO_FOR - at).total_seconds()))
    return {"undo": {"decision": last, "title": title_of(last.proposal), "seconds": seconds}}


@KeptQuery
def _recent(slot: type[Slot]) -> Any:
    decided = Decision.objects.filter(moderator=slot("user"), at__gt=slot("since"))
    return decided.order_by().values_list("pk", flat=True)[:1]
