"""Proposals, drafts of them, what is said about them, and the imports that bring what other
directories say."""

from contributions.models.discussion import Post, Thread
from contributions.models.drafts import Draft
from contributions.models.imports import ImportRow, ImportRun
from contributions.models.proposals import Proposal, ProposalVersion, Support

__all__ = [
    "Draft",
    "ImportRow",
    "ImportRun",
    "Post",
    "Proposal",
    "ProposalVersion",
    "Support",
    "Thread",
]
