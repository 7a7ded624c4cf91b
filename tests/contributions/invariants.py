"""What must hold whatever people do and in whatever order (reference: moderation, d.2)."""

from collections import Counter
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import F
from wagtail.models import Revision

from contributions.blocks import split_blocks
from contributions.models import Proposal
from contributions.rebasing import content_hash
from contributions.targets import kind_of
from journal.models import AuditEvent
from moderation.deciding.quorum import people_needed
from moderation.models import Decision
from notifications.models import Notice
from offers.integrity import broken_rules
from offers.models import Membership, NeedPage, OfferPage

State, Action = Proposal.State, Proposal.Action
ENDS = {
    State.ALREADY_DONE: "proposal.already_done",
    State.REJECTED: "proposal.refused",
    State.WITHDRAWN: "proposal.withdrawn",
    State.EXPIRED: "proposal.expired",
    State.JOINED: "proposal.joined",
}
_OF_FIELDS = (Action.EDIT, Action.REVERT)


def check_invariants() -> None:
    """I1 to I5 and I7 of the reference, on all that is in the database."""
    _check_live_changes()
    check_proposals()


def check_proposals() -> None:
    """The same but for I1, which tells an import's changes by its run and not by the page."""
    assert broken_rules() == []
    _check_decisions()
    for proposal in Proposal.objects.select_related("applied_revision"):
        _check_one_end(proposal)
        _check_versions(proposal)
        _check_quorum(proposal)
        if proposal.state == State.APPLIED and proposal.action in _OF_FIELDS:
            _check_nothing_dropped(proposal)


def _check_live_changes() -> None:
    """I1: each revision of a page is told by one audit event, and each is named once."""
    for model in (OfferPage, NeedPage):
        kind = ContentType.objects.get_for_model(model)
        said = AuditEvent.objects.filter(
            subject_type=model._meta.label_lower, data__revision__isnull=False
        )
        told = Counter(said.values_list("data__revision", flat=True))
        assert set(told.values()) <= {1}
        if model is OfferPage:
            kept = Revision.objects.filter(content_type=kind).values_list("pk", flat=True)
            assert set(kept) == set(told)


def _check_decisions() -> None:
    """I2: nobody decides on their own; I5: what is decided is the version there was."""
    for decision in Decision.objects.select_related("proposal"):
        proposal = decision.proposal
        if decision.moderator_id is not None:
            assert decision.moderator_id != proposal.author_id
            mine = Membership.objects.filter(user=decision.moderator_id).values("structure")
            theirs = Membership.objects.filter(user=proposal.author_id, structure__in=mine)
            assert not theirs.exists()
        assert proposal.versions.filter(number=decision.proposal_version).exists()
        if decision.verdict != Decision.Verdict.ASK:
            assert decision.proposal_version == proposal.version


def _check_one_end(proposal: Proposal) -> None:
    """I3: at most one end, told once; I4: a revision is that of an applied proposal."""
    is_open = proposal.state in Proposal.OPEN
    assert (proposal.decided_at is None) == is_open
    own = AuditEvent.objects.filter(
        subject_type="contributions.proposal", subject_id=str(proposal.pk)
    )
    ends = [*own.filter(action__in=ENDS.values()).values_list("action", flat=True)]
    applied = AuditEvent.objects.filter(
        action="proposal.accepted", data__proposal=str(proposal.uuid)
    ).count()
    undone = Counter(own.filter(action="proposal.reopened").values_list("data__was", flat=True))
    assert applied - undone[State.APPLIED] == (proposal.state == State.APPLIED)
    standing = Counter(ends) - Counter({ENDS[s]: n for s, n in undone.items() if s in ENDS})
    assert standing == Counter([ENDS[proposal.state]] if proposal.state in ENDS else [])
    verdicts = proposal.decisions.exclude(verdict=Decision.Verdict.ASK)
    assert verdicts.count() <= (0 if is_open else 1)
    if proposal.applied_revision is not None:
        assert proposal.state == State.APPLIED
    if proposal.state == State.APPLIED and proposal.offer and proposal.action in _OF_FIELDS:
        assert proposal.applied_revision is not None
    told = Notice.objects.filter(kind="proposal_accepted", key__contains=str(proposal.uuid))
    assert told.count() <= 1


def _check_quorum(proposal: Proposal) -> None:
    """What takes two people was accepted by two, who saw the same; nobody left it for good."""
    for decision in proposal.decisions.filter(verdict=Decision.Verdict.ACCEPT):
        assert not proposal.asides.filter(
            moderator=decision.moderator, kind="recuse", at__lt=decision.at
        ).exists()
        if people_needed(proposal) > 1 and proposal.state == State.APPLIED:
            others = proposal.agreements.filter(proposal_version=decision.proposal_version)
            assert others.exclude(moderator=decision.moderator).exists()
    if proposal.state == State.JOINED:
        assert proposal.joined_to_id not in (None, proposal.pk)


def _check_versions(proposal: Proposal) -> None:
    """Each version is kept, and the last says what the proposal says: typed text is never lost."""
    versions = list(proposal.versions.order_by("number"))
    assert [one.number for one in versions] == list(range(1, proposal.version + 1))
    last = versions[-1]
    assert (last.changes, last.summary) == (proposal.changes, proposal.summary)
    assert content_hash(last.base_snapshot) == proposal.base_hash
    assert not proposal.supports.filter(proposal_version__gt=F("proposal__version")).exists()


def _check_nothing_dropped(proposal: Proposal) -> None:
    """I7: what was asked is in the revision that was published, field by field."""
    revision = proposal.applied_revision
    if revision is None:
        return
    for name, field in kind_of(proposal).schema.items():
        if name in proposal.changes and name != "commune":
            before, asked = proposal.base_snapshot[name], proposal.changes[name]
            assert _is_in(revision.content[name], before, asked, field.kind), name


def _is_in(published: Any, before: Any, asked: Any, kind: str) -> bool:
    if kind == "set":
        come, gone = set(asked) - set(before), set(before) - set(asked)
        return come <= set(published) and not gone & set(published)
    if kind == "rows":
        return all(row in published for row in asked if row not in before)
    if kind == "rich_text":
        come = set(split_blocks(asked)) - set(split_blocks(before))
        return come <= set(split_blocks(published))
    return bool(published == asked)
