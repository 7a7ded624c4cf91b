"""Which changes somebody else took back, and from whom."""

from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from contributions.history.plans import Verb
from contributions.models import DirectPublication, Proposal
from contributions.targets import kind_named
from moderation.models import Reversal
from moderation.trust.services import recount
from territories.models import Territory

Taken = Proposal | DirectPublication


def note_reversal(
    *, target_kind: str, target: Any, verb: str, of: int, made: int | None, by: User
) -> None:
    """Of the signal: what was taken back counts against its author, at once; taking back that very
    act gives it back. Restoring an old version blames nobody."""
    if made is None or verb == Verb.RESTORE:
        return
    territory = kind_named(target_kind).home_territory(target)
    _give_back(target_kind, of, territory)
    for taken in _taken_back(target_kind, target, verb, of=of, made=made):
        if taken.author is not None and taken.author != by:
            _note(taken, target_kind, territory, made=made, by=by)


def note_accepted_reversal(proposal: Proposal) -> None:
    """The same when it was proposed, and an animator accepted it: who asked did not decide."""
    of, made = proposal.changes.get("revision"), proposal.applied_revision_id
    if proposal.action != Proposal.Action.REVERT or not isinstance(of, int) or made is None:
        return
    kind = kind_named(proposal.target_kind)
    target = getattr(proposal, kind.column)
    territory = kind.home_territory(target)
    _give_back(kind.column, of, territory)
    for taken in _taken_back(kind.column, target, Verb.UNDO, of=of, made=made):
        if taken.author is not None and taken.author != proposal.author:
            _note(taken, kind.column, territory, made=made, by=None)


def _taken_back(target_kind: str, target: Any, verb: str, *, of: int, made: int) -> list[Taken]:
    column = {f"{target_kind}_id": target.pk}
    version = "revision_id" if target_kind != Proposal.Target.STRUCTURE else "version"
    span = _span(verb, of, made)
    proposals = Proposal.objects.filter(**column, **_named("applied_revision_id", span))
    found: list[Taken] = list(proposals.select_related("author"))
    if target_kind in (Proposal.Target.OFFER, Proposal.Target.STRUCTURE):
        found += _publications(column, _named(version, span))
    return found


def _publications(column: dict[str, int], versions: dict[str, int]) -> QuerySet[DirectPublication]:
    return DirectPublication.objects.filter(**column, **versions).select_related("author")


def _span(verb: str, of: int, made: int) -> tuple[int, int]:
    """The versions taken back, first and last."""
    return (of, of) if verb == Verb.UNDO else (of + 1, made - 1)


def _named(name: str, span: tuple[int, int]) -> dict[str, int]:
    return {f"{name}__gte": span[0], f"{name}__lte": span[1]}


def _note(
    taken: Taken, target_kind: str, territory: Territory, *, made: int, by: User | None
) -> None:
    column = "proposal" if isinstance(taken, Proposal) else "direct"
    said = {"author": taken.author, "territory": territory, "target_kind": target_kind}
    Reversal.objects.get_or_create(**{column: taken}, defaults={**said, "made": made, "by": by})
    assert taken.author is not None  # noqa: S101 the caller asked
    recount(user=taken.author, territory=territory)


def _give_back(target_kind: str, of: int, territory: Territory) -> None:
    undone = Reversal.objects.filter(target_kind=target_kind, made=of).select_related("author")
    for reversal in list(undone):
        reversal.delete()
        recount(user=reversal.author, territory=territory)
