"""Proposals, reports, and the imports that bring what other directories say."""

from contributions.models.imports import ImportRow, ImportRun
from contributions.models.proposals import Proposal, ProposalVersion, Support
from contributions.models.reports import Doubt, Report, Signal, SignalKey

__all__ = [
    "Doubt",
    "ImportRow",
    "ImportRun",
    "Proposal",
    "ProposalVersion",
    "Report",
    "Signal",
    "SignalKey",
    "Support",
]
