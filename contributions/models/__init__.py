"""Proposals, and the imports that bring what other directories say."""

from contributions.models.direct import ContactChange, DirectPublication
from contributions.models.imports import ImportRow, ImportRun
from contributions.models.proposals import Proposal, ProposalVersion, Support

__all__ = [
    "ContactChange",
    "DirectPublication",
    "ImportRow",
    "ImportRun",
    "Proposal",
    "ProposalVersion",
    "Support",
]
