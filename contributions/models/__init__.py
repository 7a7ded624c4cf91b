"""Proposals, and the imports that bring what other directories say."""

from contributions.models.history import RevertNote
from contributions.models.imports import ImportRow, ImportRun
from contributions.models.proposals import Proposal, ProposalVersion, Support

__all__ = ["ImportRow", "ImportRun", "Proposal", "ProposalVersion", "RevertNote", "Support"]
