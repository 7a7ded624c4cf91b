"""A page leaves the site, or comes back as it was."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from contributions.actions.edit import read_target
from contributions.actions.fields import refuse_fields
from contributions.actions.registry import (
    ActionKind,
    Asked,
    Fact,
    Outcome,
    Request,
    Standing,
    register,
)
from contributions.errors import NoChange
from contributions.models import Proposal
from contributions.rebasing import Rebased, content_hash
from contributions.risk import assess_action
from contributions.targets import Fields, TargetKind
from offers.models import OfferPage
from offers.saying import Saying
from offers.validation import InvalidFields

Action = Proposal.Action
Errors = dict[str, list[str]]


def read_archive(asked: Asked) -> Request:
    """`replaced_by`, the public id of a page that takes its place, may be said."""
    refuse_fields(asked.fields)
    kind, target, name = asked.kind, asked.target, asked.arguments.get("replaced_by") or ""
    errors = _cannot_archive(kind, target, name)
    if errors:
        raise InvalidFields(errors)
    return _request(asked, Action.ARCHIVE, {"replaced_by": name} if name else {})


def read_restore(asked: Asked) -> Request:
    refuse_fields(asked.fields)
    kind, target = asked.kind, asked.target
    if kind.is_live(target):
        raise NoChange
    errors = _cannot_restore(kind, target)
    if errors:
        raise InvalidFields(errors)
    return _request(asked, Action.RESTORE, {})


def _request(asked: Asked, action: str, changes: Fields) -> Request:
    return Request(
        kind=asked.kind,
        target=asked.target,
        live=asked.kind.snapshot(asked.target),
        changes=changes,
        territory=asked.kind.home_territory(asked.target),
        risk=assess_action(action),
    )


def _cannot_archive(kind: TargetKind, target: Any, name: Any) -> Errors:
    if problem := kind.cannot_leave(target):
        return {"live": [problem]}
    if not name:
        return {}
    other = kind.find(name) if isinstance(name, str) and kind.model is OfferPage else None
    if other is None or other.pk == target.pk or not kind.is_live(other):
        return {"replaced_by": [_("What replaces this page must be another page of the site.")]}
    return {}


def _cannot_restore(kind: TargetKind, target: Any) -> Errors:
    if problem := kind.cannot_return(target):
        return {"live": [problem]}
    try:
        kind.check(kind.snapshot(target), {})
    except InvalidFields as invalid:
        return invalid.errors
    return {}


def stand_archive(proposal: Proposal, kind: TargetKind, *, lock: bool) -> Standing:
    target = read_target(proposal, kind, lock=lock)
    name = proposal.changes.get("replaced_by", "")
    other = kind.find(name) if name else None
    rebased = _whole(kind, target, beside={"replaced_by": name}, is_done=not kind.is_live(target))
    if kind.is_live(target):
        rebased = replace(rebased, errors=_cannot_archive(kind, target, name))
    facts = [Fact(_("The whole page"), _("leaves the site"))]
    if other is not None:
        facts.append(Fact(_("Replaced by"), kind.title(other), kind.url(other)))
    return Standing(target, rebased, tuple(facts), other)


def stand_restore(proposal: Proposal, kind: TargetKind, *, lock: bool) -> Standing:
    target = read_target(proposal, kind, lock=lock)
    rebased = _whole(kind, target, beside={}, is_done=kind.is_live(target))
    if not kind.is_live(target):
        rebased = replace(rebased, errors=_cannot_restore(kind, target))
    facts = (Fact(_("The whole page"), _("comes back on the site, as it was")),)
    return Standing(target, rebased, facts)


def _whole(kind: TargetKind, target: Any, *, beside: Fields, is_done: bool) -> Rebased:
    """Nothing of the page changes; who decides has all of it before their eyes."""
    live = kind.snapshot(target)
    shown = {**beside, "page": content_hash(live)}
    return Rebased(live=live, merged=live, touched={}, beside=shown, is_done=is_done)


def archive(kind: TargetKind, standing: Standing, said: Saying) -> Outcome:
    kind.writers.archive(standing.target, replaced_by=standing.beside, **said)
    return Outcome(standing.target)


def restore(kind: TargetKind, standing: Standing, said: Saying) -> Outcome:
    return Outcome(standing.target, kind.writers.restore(standing.target, **said))


register(
    Action.ARCHIVE,
    ActionKind("archive", read_archive, stand_archive, archive, frozenset({"replaced_by"})),
)
register(Action.RESTORE, ActionKind("restore", read_restore, stand_restore, restore))
