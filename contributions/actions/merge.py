"""Two pages that are one: this one leads to that one, which takes the fields chosen of both.

The base and the fields are those of the page that stays: what is chosen is an edit of it.
"""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from contributions.actions.edit import read_target
from contributions.actions.fields import changed_fields, gone
from contributions.actions.registry import (
    ActionKind,
    Asked,
    Fact,
    Outcome,
    Request,
    Standing,
    register,
    split,
)
from contributions.models import Proposal
from contributions.rebasing import content_hash, rebase
from contributions.risk import assess_action, heavier
from contributions.targets import TargetKind, target_id_of
from offers.saying import Saying
from offers.validation import InvalidFields
from territories.areas import smallest_holding
from territories.models import Territory


def read(asked: Asked) -> Request:
    """`into` is the public id of the page that stays."""
    kind, duplicate = asked.kind, asked.target
    into = _find_into(kind, duplicate, asked.arguments.get("into"))
    live = kind.snapshot(into)
    changes = {}
    if asked.fields:
        changes = changed_fields(
            kind,
            live=live,
            base=asked.base,
            asked=asked.fields,
            visible=asked.visible(into),
            target=into,
        )
    risks = [assess_action(Proposal.Action.MERGE)]
    if changes:
        risks.append(kind.assess(into, live, {**live, **changes}))
    return Request(
        kind=kind,
        target=duplicate,
        live=live,
        changes={**changes, "into": kind.name_of(into)},
        territory=_territory(kind, duplicate, into),
        risk=heavier(*risks),
    )


def _find_into(kind: TargetKind, duplicate: Any, name: Any) -> Any:
    into = kind.find(name) if isinstance(name, str) else None
    if into is None or into.pk == duplicate.pk or not kind.is_live(into):
        raise InvalidFields({"into": [_("Choose another page of the site, the one that stays.")]})
    return into


def _territory(kind: TargetKind, duplicate: Any, into: Any) -> Territory:
    """Where they are, or the smallest territory that holds both."""
    first, second = kind.home_territory(duplicate), kind.home_territory(into)
    if first == second:
        return first
    country = Territory.objects.get(uid=first.country_code)
    return smallest_holding([first.uid, second.uid], country=country)


def stand(proposal: Proposal, kind: TargetKind, *, lock: bool) -> Standing:
    into = kind.find(proposal.changes["into"])
    duplicate, into = _read_both(proposal, kind, into, lock=lock)
    live = kind.snapshot(into)
    fields, _arguments = split(proposal.changes, action=MERGING, kind=kind)
    rebased = rebase(kind, base=proposal.base_snapshot, changes=fields, live=live, target=into)
    is_done = kind.merged_into(duplicate) == into and rebased.merged == live
    problems = {} if is_done else {**gone(kind, into), **gone(kind, duplicate)}
    rebased = replace(
        rebased,
        beside={"into": kind.name_of(into), "duplicate": content_hash(kind.snapshot(duplicate))},
        errors={**rebased.errors, **problems},
        is_done=is_done,
    )
    facts = (Fact(_("Becomes one with"), kind.title(into), kind.url(into)),)
    return Standing(duplicate, rebased, facts, into)


def _read_both(proposal: Proposal, kind: TargetKind, into: Any, *, lock: bool) -> tuple[Any, Any]:
    key = target_id_of(proposal)
    if lock and key is not None:
        return kind.lock_two(key, into.pk)
    return read_target(proposal, kind, lock=False), into


def go_live(kind: TargetKind, standing: Standing, said: Saying) -> Outcome:
    fields = standing.rebased.touched
    revision = kind.writers.merge(standing.target, into=standing.beside, fields=fields, **said)
    return Outcome(standing.target, revision, standing.beside)


MERGING = ActionKind("merge", read, stand, go_live, frozenset({"into"}))
register(Proposal.Action.MERGE, MERGING)
