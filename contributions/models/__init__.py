"""Proposals, reports, what is said about them, and the imports of what others say."""

from contributions.models.direct import ContactChange, DirectPublication
from contributions.models.discussion import Post, Thread
from contributions.models.drafts import Draft
from contributions.models.history import RevertNote
from contributions.models.imports import ImportRow, ImportRun
from contributions.models.proposals import Proposal
from contributions.models.reports import Doubt, Report, Signal, SignalKey
from contributions.models.versions import ProposalVersion, Support

__all__ = [
    "ContactChange",
    "DirectPublication",
    "Doubt",
    "Draft",
    "ImportRow",
    "ImportRun",
    "Post",
    "Proposal",
    "ProposalVersion",
    "Report",
    "RevertNote",
    "Signal",
    "SignalKey",
    "Support",
    "Thread",
]
