"""What a proposal published is taken off the page again, its decision undone within seconds."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from contributions.errors import MovedOn
from contributions.history.entries import Act
from contributions.history.errors import CannotRevert
from contributions.history.kinds import Kept, kept_of
from contributions.history.plans import Plan, Verb, plan_of
from contributions.models import ContactChange, Proposal, RevertNote
from contributions.targets import ACCEPTED, TargetKind, kind_of, target_id_of
from journal.models import AuditEvent
from notifications.happenings import forget_happenings
from offers.models import NeedPage, OfferPage, Structure
from offers.saying import Saying
from offers.validation import InvalidFields
from territories.models import Territory

Action = Proposal.Action
# The audit event of the page; its history says that the change was undone.
TAKEN_BACK = "decision.undone"


@dataclass(frozen=True, slots=True)
class _Going:
    """The page under its lock, and what is said of putting it back."""

    proposal: Proposal
    kept: Kept
    target: Any
    by: User
    at: datetime
    decided_at: datetime
    # Of a merge, the page that stays.
    beside: Any = None

    @property
    def kind(self) -> TargetKind:
        return self.kept.kind

    def said(self, **data: Any) -> Saying:
        return {
            "author": self.by,
            "accepted_by": None,
            "at": self.at,
            "summary": _("The decision was undone at once."),
            "data": {"undoes": str(self.proposal.uuid), **data},
        }


def take_back(proposal: Proposal, *, by: User, at: datetime) -> None:
    """Make the page of a locked applied proposal what it was before, whoever else changed it in
    other places meanwhile, and forget what its followers and former contacts were to be told.

    Raises MovedOn when somebody changed the same place since.
    """
    key, decided_at = target_id_of(proposal), proposal.decided_at
    if key is None or decided_at is None:
        raise MovedOn
    kept = kept_of(kind_of(proposal).column)
    target, beside = _lock(kept.kind, proposal, key)
    going = _Going(proposal, kept, target, by, at, decided_at, beside)
    pages = [going] if beside is None else [going, replace(going, target=beside)]
    alone = [page for page in pages if _is_alone(page)]
    try:
        _WAYS[proposal.action](going)
    except (CannotRevert, InvalidFields, LookupError):
        raise MovedOn from None
    for page in alone:
        _unsay(page)


def _lock(kind: TargetKind, proposal: Proposal, key: int) -> tuple[Any, Any]:
    """The page; of a merge, also the one that stays, with what it took of the other."""
    if proposal.action != Action.MERGE:
        return kind.lock(key), None
    into = kind.find(proposal.changes["into"])
    if into is None:
        raise MovedOn
    stays, duplicate = kind.lock_two(into.pk, key)
    return duplicate, stays


def _put_fields_back(going: _Going) -> None:
    _undo_version(going, _version_of(going))


def _undo_version(going: _Going, version: int) -> None:
    plan = plan_of(
        kept=going.kept, target=going.target, verb=Verb.UNDO, number=version, reader=going.by
    )
    if plan.conflicts or plan.errors:
        raise MovedOn
    fields = {**plan.changes, **_unkept(going, plan)}
    writers, said = going.kind.writers, going.said(of=version)
    writers.edit(going.target, fields=fields, action=TAKEN_BACK, **said)
    _note(going, version)


def _version_of(going: _Going) -> int:
    """The version of the page that the proposal made."""
    if going.proposal.applied_revision_id is not None:
        return going.proposal.applied_revision_id
    latest = going.kept.log.latest(going.target)
    if latest is None or not _is_alone(going):
        raise MovedOn
    return latest


def _is_alone(going: _Going, *, after: int = 0) -> bool:
    """Whether nobody changed the page since the decision, `after` that many changes of ours."""
    newest = going.kept.log.entries(going.target, start=0, size=2 + after)
    return len([entry for entry in newest if entry.at >= going.decided_at]) <= 1 + after


def _unkept(going: _Going, plan: Plan) -> dict[str, Any]:
    """Sets of which no history is kept: what was put in goes, what was taken out comes back."""
    asked, base = going.proposal.changes, going.proposal.base_snapshot
    found = {}
    for name, field in going.kind.schema.items():
        if field.kind == "set" and name in asked and name not in plan.of.fields:
            was, became = set(base[name]), set(asked[name])
            found[name] = sorted((set(plan.live[name]) - (became - was)) | (was - became))
    return found


def _note(going: _Going, version: int) -> None:
    made = going.kept.log.latest(going.target)
    if going.kept.has_notes and made is not None:
        RevertNote.objects.create(
            target_kind=going.kept.target,
            version=made,
            of=version,
            verb=Verb.UNDO,
            summary=going.said()["summary"],
        )


def _remove(going: _Going) -> None:
    """A page that came on the site goes; so does the structure that came with it, left alone."""
    _require_alone(going)
    _archive(going.kind, going.target, going)
    structure = getattr(going.target, "structure", None)
    if isinstance(structure, Structure) and structure.created_at == going.decided_at:
        kind = kept_of(Proposal.Target.STRUCTURE).kind
        if not OfferPage.objects.filter(structure=structure, live=True).exists():
            _archive(kind, structure, going)


def _archive(kind: TargetKind, target: Any, going: _Going) -> None:
    kind.writers.archive(target, replaced_by=None, action=TAKEN_BACK, **going.said())


def _bring_back(going: _Going) -> None:
    if going.kind.is_live(going.target):
        raise MovedOn
    going.kind.writers.restore(going.target, action=TAKEN_BACK, **going.said())


def _send_back(going: _Going) -> None:
    """To the territory that answered for it before: the event of the move names it."""
    model = going.target._meta.label_lower
    events = AuditEvent.objects.filter(subject_type=model, subject_id=str(going.target.pk))
    event = events.filter(action=ACCEPTED, data__proposal=str(going.proposal.uuid)).latest("pk")
    home = going.kind.home_territory(going.target)
    if home.uid != event.data["to"]:
        raise MovedOn
    before = Territory.objects.get(uid=event.data["from"])
    going.kind.writers.move(going.target, territory=before, action=TAKEN_BACK, **going.said())


def _take_apart(going: _Going) -> None:
    """The duplicate comes back, with all that was its own; the page that stayed says what it
    said."""
    duplicate, into = going.target, going.beside
    if going.kind.is_live(duplicate) or going.kind.merged_into(duplicate) != into:
        raise MovedOn
    staying, writers = replace(going, target=into), going.kind.writers
    if (version := _version_taking_in(staying)) is not None:
        _undo_version(staying, version)
    writers.restore(duplicate, action=TAKEN_BACK, **going.said())
    others = writers.give_back(
        duplicate,
        into=into,
        proposal=str(going.proposal.uuid),
        since=going.decided_at,
        action=TAKEN_BACK,
        **going.said(),
    )
    for other in others:
        beside = replace(going, kept=kept_of(Proposal.Target.OFFER), target=other)
        if _is_alone(beside, after=1):
            _unsay(beside)


def _version_taking_in(staying: _Going) -> int | None:
    """The version in which the page that stayed took the fields chosen of both, if any were."""
    if staying.proposal.applied_revision_id is not None:
        return staying.proposal.applied_revision_id
    newest = staying.kept.log.entries(staying.target, start=0, size=10)
    since = (one for one in newest if one.at >= staying.decided_at)
    return next((one.version for one in since if one.act == Act.MERGED), None)


def _require_alone(going: _Going) -> None:
    if not going.kind.is_live(going.target) or not _is_alone(going):
        raise MovedOn


_WAYS: dict[str, Callable[[_Going], None]] = {
    Action.EDIT: _put_fields_back,
    Action.REVERT: _put_fields_back,
    Action.CREATE: _remove,
    Action.RESTORE: _remove,
    Action.ARCHIVE: _bring_back,
    Action.MOVE: _send_back,
    Action.MERGE: _take_apart,
}


def _unsay(going: _Going) -> None:
    """Nothing happened, for those who follow the page and for who had its old phone or mail."""
    target, since = going.target, going.decided_at
    if isinstance(target, OfferPage | Structure):
        changes = ContactChange.objects.filter(at__gte=since)
        changes.filter(**{going.kind.column: target.pk}).delete()
        forget_happenings(page=(going.kind.column, target.public_id), since=since)
    elif isinstance(target, NeedPage):
        forget_happenings(page=("need", target.need.code), since=since)
