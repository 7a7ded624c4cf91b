from typing import Any

from contributions.models import ImportRun, Proposal, Report
from moderation.telling import (
    tell_animators_soon,
    tell_author,
    tell_of_a_report,
    tell_of_an_import,
    untell_animators,
)


def tell_of_an_opening(sender: type[Proposal], proposal: Proposal, **kwargs: Any) -> None:
    tell_animators_soon(proposal)


def untell_of_a_withdrawal(sender: type[Proposal], proposal: Proposal, **kwargs: Any) -> None:
    untell_animators(proposal)


def tell_of_a_clash(sender: type[Proposal], proposal: Proposal, **kwargs: Any) -> None:
    tell_author(proposal, "proposal_conflict", {})


def tell_that_it_is_done(sender: type[Proposal], proposal: Proposal, **kwargs: Any) -> None:
    tell_author(proposal, "proposal_accepted", {"is_published": False})


def tell_of_an_expiry(sender: type[Proposal], proposal: Proposal, **kwargs: Any) -> None:
    tell_author(proposal, "proposal_expired", {})


def tell_of_imported_conflicts(
    sender: type[ImportRun], run: ImportRun, asked: dict[int, int], **kwargs: Any
) -> None:
    tell_of_an_import(run, asked)


def tell_of_a_filed_report(sender: type[Report], report: Report, **kwargs: Any) -> None:
    tell_of_a_report(report)
