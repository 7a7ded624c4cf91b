"""Who else is writing on a page now: a lease on their draft, which each autosave renews."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from contributions.models import Draft
from offers.models import Membership


@dataclass(frozen=True, slots=True)
class Presence:
    """Names of those who keep the page, whose tie with it is known, and how many others."""

    names: tuple[str, ...] = ()
    others: int = 0

    def __bool__(self) -> bool:
        return bool(self.names or self.others)


def who_else_writes(
    target_kind: str,
    target_id: int,
    *,
    but: User,
    keeper: int | None,
    at: datetime | None = None,
) -> Presence:
    """`keeper` is the structure that keeps the page. Others stay unnamed until they send."""
    writing = (
        Draft.objects.on(target_kind, target_id)
        .being_written(at=at or timezone.now())
        .exclude(owner=but.pk)
        .order_by("pk")
    )
    people = dict(writing.values_list("owner_id", "owner__display_name"))
    if not people:
        return Presence()
    keepers = Membership.objects.filter(structure=keeper, user__in=people)
    known = set(keepers.values_list("user", flat=True))
    names = tuple(name for pk, name in people.items() if pk in known)
    return Presence(names, len(people) - len(names))
