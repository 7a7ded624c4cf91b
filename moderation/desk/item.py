"""All that the page of one proposal shows, in the order in which it is read."""

from typing import Any

from django.utils import timezone

from accounts.models import User
from contributions.editing.kinds import KINDS
from contributions.effects import effect_of, has_effect
from contributions.models import Proposal
from contributions.parting import pieces_of
from contributions.previews import Preview, preview
from contributions.risk import REASONS
from contributions.targets import TargetKind, kind_of, target_of, title_of, url_of
from contributions.wording import Wording
from moderation.checks import Finding, Level, findings_of, map_points_of
from moderation.deciding.permissions import territory_above
from moderation.deciding.quorum import agreed_by_others, people_needed
from moderation.desk.authors import who_asks
from moderation.desk.editing import editable_fields
from moderation.desk.lines import line_of
from moderation.desk.mapping import Sketch, sketch_of
from moderation.desk.versions import since_asked
from moderation.models import Escalation
from moderation.permissions import can_decide


def item_context(
    user: User, proposal: Proposal, *, measures_effect: bool = False
) -> dict[str, Any]:
    """Who, what and why; what the page would become; what this person may answer."""
    kind, seen = kind_of(proposal), preview(proposal)
    is_open = proposal.state in Proposal.OPEN
    return {
        "proposal": proposal,
        "line": line_of(proposal, at=timezone.now()),
        "title": title_of(proposal),
        "target_url": url_of(proposal),
        "who": who_asks(proposal, reader=user),
        "findings": _findings(proposal, seen) if is_open else None,
        "sketch": _sketch(proposal, seen) if is_open else None,
        "since": since_asked(proposal),
        "preview": seen,
        "errors": [line for lines in seen.errors.values() for line in lines],
        "conflicts": _conflicts(kind, seen),
        "has_page": proposal.target_kind in KINDS and target_of(proposal) is not None,
        "becomes": _becomes(kind, seen),
        "escalations": _escalations(proposal),
        "risk_reasons": [REASONS[code] for code in proposal.risk_reasons if code in REASONS],
        "supports": list(proposal.supports.filter(proposal_version=proposal.version)),
        "has_effect": has_effect(proposal),
        "effect": _effect(proposal) if measures_effect else None,
        "is_open": is_open,
        **_allowed(user, proposal, seen, is_open=is_open),
    }


def _allowed(user: User, proposal: Proposal, seen: Preview, *, is_open: bool) -> dict[str, Any]:
    """What this person may answer; nothing once it is decided."""
    verdict = can_decide(user, proposal)
    may = bool(verdict) and is_open
    above = territory_above(proposal) if is_open else None
    return {
        "verdict": verdict,
        "can_ask": may and proposal.author_id and proposal.state in Proposal.TO_DECIDE,
        "can_edit": may and proposal.action in IN_WORDS and bool(editable_fields(proposal)),
        "can_part": may and proposal.action in IN_PARTS and len(pieces_of(proposal)) > 1,
        "can_leave": is_open,
        "can_escalate": above is not None and proposal.state in Proposal.TO_DECIDE,
        "above": above,
        **_quorum(user, proposal),
    }


def _quorum(user: User, proposal: Proposal) -> dict[str, Any]:
    """Who accepted already, where two must; no query where one is enough."""
    if people_needed(proposal) == 1:
        return {}
    mine = proposal.agreements.filter(moderator=user, proposal_version=proposal.version)
    return {
        "takes_two": True,
        "agreed": agreed_by_others(proposal, user),
        "agreed_myself": mine.exists(),
    }


_Action = Proposal.Action
# As `moderation.deciding.permissions` has it, less what `can_decide` says of them all.
IN_PARTS = (_Action.EDIT, _Action.REVERT)
IN_WORDS = (*IN_PARTS, _Action.CREATE)


def _findings(proposal: Proposal, seen: Preview) -> dict[str, list[Finding]]:
    found = findings_of(proposal, seen=seen)
    return {
        "pressing": [one for one in found if one.level != Level.NOTE],
        "notes": [one for one in found if one.level == Level.NOTE],
    }


# Fields that say where a page is.
_PLACE = frozenset({"commune", "latitude", "longitude", "street_address"})


def _sketch(proposal: Proposal, seen: Preview) -> Sketch | None:
    """Only when the place is in question."""
    if _PLACE.isdisjoint(proposal.changes):
        return None
    return sketch_of(map_points_of(proposal, seen=seen))


def _escalations(proposal: Proposal) -> list[Escalation]:
    if proposal.escalated_to_id is None:
        return []
    return list(proposal.escalations.select_related("to"))


def _effect(proposal: Proposal) -> dict[str, Any] | None:
    """How the search would change, with a few of the sentences it would read otherwise."""
    effect = effect_of(proposal)
    if effect is None:
        return None
    codes = [code for one in effect.examples for code in (one.before, one.after) if code]
    words = Wording.of([{"needs": codes}])
    examples = [
        {
            "text": one.text,
            "before": words.say("needs", one.before),
            "after": words.say("needs", one.after),
            "is_better": one.is_better,
        }
        for one in effect.examples
    ]
    return {
        "better": effect.better,
        "worse": effect.worse,
        "total": effect.total,
        "examples": examples,
    }


def _conflicts(kind: TargetKind, seen: Preview) -> list[dict[str, Any]]:
    return [
        {
            "label": kind.schema[conflict.field].label,
            "base": _said(seen, conflict.field, conflict.base),
            "mine": _said(seen, conflict.field, conflict.mine),
            "theirs": _said(seen, conflict.field, conflict.theirs),
        }
        for conflict in seen.conflicts
    ]


def _said(seen: Preview, name: str, value: Any) -> str:
    if isinstance(value, list) and name in {"engage_person", "engage_worker"}:
        rows = {row["uuid"]: row for row in seen.merged[name]}
        value = [rows[key] if isinstance(key, str) else key for key in value if key in rows]
    return seen.words.say(name, value)


def _becomes(kind: TargetKind, seen: Preview) -> list[dict[str, str]]:
    """The whole page after the change, as labelled plain texts."""
    return [
        {"label": field.label, "value": seen.words.say(name, seen.merged[name])}
        for name, field in kind.schema.items()
        if seen.merged[name] not in (None, "", [])
    ]
