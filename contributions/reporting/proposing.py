"""The right value that comes with a report, as a proposal like any other."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from contributions.models import Proposal, Report
from contributions.reporting.subjects import Subject
from contributions.services import propose

Action = Proposal.Action


def propose_correction(
    *,
    subject: Subject,
    reason: str,
    changes: Mapping[str, Any],
    base: Mapping[str, Any],
    author: User | None,
) -> Proposal:
    """An open proposal of these values, never applied by itself, or the one that asks the same;
    without values, that the page leaves the site.

    The words of the report are for animators: the summary, which the history shows, holds none of
    them. Raises as `contributions.services.propose`.
    """
    with override(settings.LANGUAGE_CODE):
        why = str(Report.Reason(reason).label)
        summary = _("Reported: %(reason)s") % {"reason": why[:1].lower() + why[1:]}
    return propose(
        author=author,
        target_kind=subject.kind.column,
        target=subject.target,
        action=Action.EDIT if changes else Action.ARCHIVE,
        changes=changes,
        summary=summary,
        base=base or None,
        channel=Proposal.Channel.REPORT,
    )
