"""The live pages that hold a text: locked, then published without it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import User
from contributions.history.kinds import kept_of
from contributions.models import Proposal
from moderation.erasing.live import HIDDEN, pages_holding, publish, without
from moderation.erasing.passages import Needle
from moderation.erasing.sealing import digest_of, seal_taken
from moderation.erasing.subjects import PROPOSAL, SITE, Subject
from moderation.models import HiddenPlace, Hiding

LIVE = "live."
# Longer than a decision can be undone: nobody comes back to what was decided before.
STILL_UNDONE = timedelta(minutes=1)


def lock_subject(subject: Subject) -> Subject:
    """The proposals whose texts may be taken, then the page itself, as they are now: the order of
    every decision, and of what undoes one."""
    if subject.key is None:
        lately = timezone.now() - STILL_UNDONE
        _lock(Proposal.objects.filter(Q(state__in=Proposal.OPEN) | Q(decided_at__gt=lately)))
        return subject
    if subject.kind == PROPOSAL:
        locked = Proposal.objects.select_for_update(of=("self",)).get(pk=subject.key)
        return replace(subject, territory=locked.territory, target=locked)
    _lock(Proposal.objects.filter(**{subject.kind: subject.key}))
    kept = kept_of(subject.kind)
    target = kept.kind.lock(subject.key)
    return replace(subject, territory=kept.kind.home_territory(target), target=target)


def _lock(proposals: QuerySet[Proposal]) -> None:
    list(proposals.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def take_from_pages(
    hiding: Hiding,
    subject: Subject,
    needle: Needle,
    instead: str,
    *,
    by: User | None,
    at: datetime,
) -> int:
    """Publish each page that holds the text without it. Returns how many fields changed.

    Raises InvalidFields when a page cannot stand without.
    """
    return sum(
        _take_from_page(hiding, kind, target, needle, instead, by=by, at=at)
        for kind, target in pages_of(subject, needle, locks=True)
    )


def pages_of(subject: Subject, needle: Needle, *, locks: bool) -> list[tuple[str, Any]]:
    """The pages that text is taken off, with their kind; a proposal is on none. The page of a
    subject is locked with it."""
    if subject.kind == SITE:
        return [(kind, _page(kind, key, locks=locks)) for kind, key in pages_holding(needle)]
    return [] if subject.kind == PROPOSAL else [(subject.kind, subject.target)]


def _page(kind: str, key: int, *, locks: bool) -> Any:
    kept = kept_of(kind)
    return kept.kind.lock(key) if locks else kept.kind.read(key)


def _take_from_page(
    hiding: Hiding,
    kind: str,
    target: Any,
    needle: Needle,
    instead: str,
    *,
    by: User | None,
    at: datetime,
) -> int:
    kept = kept_of(kind)
    before, after = without(kept, target, needle, instead)
    if not after:
        return 0
    publish(kept, target, after, act=HIDDEN, by=by, at=at, number=hiding.number)
    now = kept.kind.snapshot(kept.kind.read(target.pk))
    HiddenPlace.objects.bulk_create(
        HiddenPlace(
            hiding=hiding,
            table=f"{LIVE}{kind}",
            row=str(target.pk),
            column=name,
            taken=seal_taken(value),
            left=digest_of(now[name]),
        )
        for name, value in before.items()
    )
    return len(before)
