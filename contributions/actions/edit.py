"""Changing fields of a page, and undoing a change: the fields are given, with what they undo."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from contributions.actions.fields import changed_fields, gone
from contributions.actions.registry import (
    ActionKind,
    Asked,
    Fact,
    Outcome,
    Request,
    Standing,
    action_of,
    register,
    split,
)
from contributions.models import Proposal
from contributions.rebasing import rebase
from contributions.targets import Fields, TargetKind, target_id_of
from offers.saying import Saying
from offers.validation import InvalidFields

Action = Proposal.Action


def read_edit(asked: Asked) -> Request:
    live = asked.kind.snapshot(asked.target)
    changes = changed_fields(
        asked.kind,
        live=live,
        base=asked.base,
        asked=asked.fields,
        visible=asked.visible(asked.target),
        target=asked.target,
    )
    return _request(asked, live, changes)


def _request(asked: Asked, live: Fields, changes: Fields) -> Request:
    return Request(
        kind=asked.kind,
        target=asked.target,
        live=live,
        changes=changes,
        territory=asked.kind.home_territory(asked.target),
        risk=asked.kind.assess(asked.target, live, {**live, **changes}),
    )


def read_revert(asked: Asked) -> Request:
    """`changes` also holds `revision`: the one that is undone, a revision or a row of history."""
    request = read_edit(asked)
    number = asked.arguments.get("revision")
    if not isinstance(number, int) or isinstance(number, bool):
        raise InvalidFields({"revision": [_("Say which change is undone.")]})
    if not asked.kind.has_revision(asked.target, number):
        raise InvalidFields({"revision": [_("This change is not one of this page.")]})
    return replace(request, changes={**request.changes, "revision": number})


def stand(proposal: Proposal, kind: TargetKind, *, lock: bool) -> Standing:
    target = read_target(proposal, kind, lock=lock)
    live = kind.snapshot(target)
    fields, _arguments = split(proposal.changes, action=action_of(proposal), kind=kind)
    rebased = rebase(kind, base=proposal.base_snapshot, changes=fields, live=live, target=target)
    problems = gone(kind, target)
    if problems:
        rebased = replace(rebased, errors={**rebased.errors, **problems})
    return Standing(target, rebased, _facts(proposal))


def read_target(proposal: Proposal, kind: TargetKind, *, lock: bool) -> Any:
    key = target_id_of(proposal)
    if key is None:
        raise ValueError("This proposal has no page.")
    return kind.lock(key) if lock else kind.read(key)


def _facts(proposal: Proposal) -> tuple[Fact, ...]:
    if proposal.action != Action.REVERT:
        return ()
    return (Fact(_("Undoes"), _("an earlier change of this page")),)


def go_live(kind: TargetKind, standing: Standing, said: Saying) -> Outcome:
    revision = kind.writers.edit(standing.target, fields=standing.rebased.touched, **said)
    return Outcome(standing.target, revision)


register(Action.EDIT, ActionKind("edit", read_edit, stand, go_live))
register(
    Action.REVERT,
    ActionKind("edit", read_revert, stand, go_live, frozenset({"revision"})),
)
