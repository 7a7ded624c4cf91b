"""Who else is writing on a page now: a lease on their draft, which each autosave renews."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from contributions.models import Draft


@dataclass(frozen=True, slots=True)
class Presence:
    """Names of those who answer for the page, and how many others."""

    names: tuple[str, ...] = ()
    others: int = 0

    def __bool__(self) -> bool:
        return bool(self.names or self.others)


def who_else_writes(
    target_kind: str,
    target_id: int,
    *,
    but: User,
    known: frozenset[int],
    at: datetime | None = None,
) -> Presence:
    """`known` are the accounts whose tie with the page is public: the others stay unnamed."""
    writing = (
        Draft.objects.on(target_kind, target_id)
        .being_written(at=at or timezone.now())
        .exclude(owner=but.pk)
        .order_by("pk")
    )
    people = list(writing.values_list("owner_id", "owner__display_name"))
    names = tuple(name for pk, name in people if pk in known)
    return Presence(names, len(people) - len(names))
