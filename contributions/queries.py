"""What other pages ask about proposals."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.kept_query import KeptQuery, Slot
from contributions.models import Proposal
from contributions.targets import kind_of


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is public of the proposals that wait on an offer."""

    count: int
    fields: list[str]


def waiting_on(offer_id: int) -> Waiting:
    """How many proposals wait on an offer, and the labels of the fields they would change."""
    asked = _changes.ask(offer=offer_id)
    if not asked:
        return Waiting(0, [])
    names = {name for changes in asked for name in changes}
    schema = kind_of(Proposal(target_kind=Proposal.Target.OFFER)).schema
    return Waiting(
        len(asked), [str(field.label) for name, field in schema.items() if name in names]
    )


@KeptQuery
def _changes(slot: type[Slot]) -> QuerySet[Proposal, dict[str, Any]]:
    return Proposal.objects.open().filter(offer=slot("offer")).values_list("changes", flat=True)
