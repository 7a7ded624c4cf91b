"""What authors and animators are told about a proposal, each in their own language."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import User
from contributions.models import ImportRun, Proposal, Report
from contributions.reporting.subjects import subject_of
from contributions.targets import title_of, url_of
from journal import outbox
from journal.models import Outbox
from moderation.models import Decision
from notifications.services import cancel, notify
from territories.models import Territory
from territories.responsible import animators_of

TOPIC = "proposals.tell"

KINDS = (
    "proposal_accepted",
    "proposal_refused",
    "proposal_conflict",
    "proposal_change_asked",
    "proposal_reminder",
    "proposal_expired",
    "proposal_accepted_in_part",
    "proposal_joined",
    "proposal_turned",
    "support_answered",
    "proposal_to_review",
    "proposal_to_second",
    "proposal_escalated",
    "proposals_late",
    "import_to_review",
    "report_to_review",
)
# What an animator may do without by mail; an author is always answered.
OPTIONAL = {
    "proposal_to_review": _("Proposals to read in my territories"),
    "proposals_late": _("What is late in the territories below mine"),
    "import_to_review": _("What an import leaves to read in my territories"),
}


def tell_author(proposal: Proposal, kind: str, params: dict[str, Any], *, again: str = "") -> None:
    """Once a version, but for what is told `again`. Nothing when the account was erased since."""
    if proposal.author is None:
        return
    with override(proposal.author.language):
        if reason := params.get("reason"):
            params = {**params, "reason": str(Decision.Reason(reason).label)}
        notify(
            recipient=proposal.author,
            kind=kind,
            key=f"{kind}{again}:{proposal.uuid}:{proposal.version}",
            path=reverse("contributions:proposal", args=[proposal.uuid]),
            params={"title": title_of(proposal), **params},
        )


def tell_supporters(proposal: Proposal) -> None:
    """Who asked for the same learns what was answered: they see the page, not the proposal."""
    is_accepted = proposal.state in (Proposal.State.APPLIED, Proposal.State.ALREADY_DONE)
    supports = proposal.supports.filter(proposal_version=proposal.version)
    for support in supports.select_related("user"):
        with override(support.user.language):
            path = url_of(proposal) or reverse("contributions:mine")
        notify(
            recipient=support.user,
            kind="support_answered",
            key=support_key(proposal, proposal.version, support.user_id),
            path=path,
            params={"title": title_of(proposal), "is_accepted": is_accepted},
        )


def tell_animators_soon(proposal: Proposal) -> None:
    """Who answers for its territory is looked up after the proposal was taken, not while its author
    waits."""
    outbox.enqueue(topic=TOPIC, key=_version_key(proposal))


@outbox.handler(TOPIC)
def _tell_animators(row: Outbox) -> None:
    uuid, _colon, version = row.key.partition(":")
    waiting = Proposal.objects.open().with_targets().filter(uuid=uuid, version=int(version))
    for proposal in waiting:
        tell_animators(proposal)


def tell_animators(proposal: Proposal) -> None:
    """Who answers for its territory learns that something waits."""
    for animator in animators_of(proposal.territory):
        if animator.pk == proposal.author_id:
            continue
        with override(animator.language):
            path = reverse("moderation:proposal", args=[proposal.uuid])
        notify(
            recipient=animator,
            kind="proposal_to_review",
            key=_review_key(proposal, animator),
            path=path,
            params={"title": title_of(proposal), "place": proposal.territory.name},
        )


def tell_of_a_report(report: Report) -> None:
    """Nothing of what a machine may have sent, nor of what came as a proposal: that is told."""
    if report.is_suspect or report.proposal is not None:
        return
    for animator in animators_of(report.territory):
        if animator.pk == report.author_id:
            continue
        with override(animator.language):
            notify(
                recipient=animator,
                kind="report_to_review",
                key=f"report_to_review:{report.uuid}:{animator.pk}",
                path=reverse("contributions:report", args=[report.uuid]),
                params={
                    "title": subject_of(report).title,
                    "place": report.territory.name,
                    "reason": report.get_reason_display(),
                    "is_urgent": report.priority == Report.Priority.URGENT,
                },
            )


def untell_animators(proposal: Proposal) -> None:
    if outbox.cancel(topic=TOPIC, key=_version_key(proposal)):
        return
    for animator in animators_of(proposal.territory):
        cancel(key=_review_key(proposal, animator))


def tell_of_an_import(run: ImportRun, asked: Mapping[int, int]) -> None:
    """One notice an animator for all that an import leaves to read, whatever the number."""
    waiting: Counter[User] = Counter()
    for territory in Territory.objects.filter(pk__in=asked):
        for animator in animators_of(territory):
            waiting[animator] += asked[territory.pk]
    name = str(run.source) if run.source else ""
    for animator, count in waiting.items():
        with override(animator.language):
            path = reverse("moderation:queue")
        notify(
            recipient=animator,
            kind="import_to_review",
            key=f"import_to_review:{run.uuid}:{animator.pk}",
            path=path,
            params={"source": name, "count": count},
        )


def support_key(proposal: Proposal, version: int, user_id: int) -> str:
    """A proposal that waits again is answered again."""
    return f"support_answered:{proposal.uuid}:{version}:{user_id}"


def _review_key(proposal: Proposal, animator: User) -> str:
    return f"proposal_to_review:{_version_key(proposal)}:{animator.pk}"


def _version_key(proposal: Proposal) -> str:
    return f"{proposal.uuid}:{proposal.version}"
