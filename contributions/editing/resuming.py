"""A proposal taken up again by its author: what they asked for, in the boxes they know."""

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict

from contributions.diff import FieldLike
from contributions.editing.typed import put
from contributions.models import Proposal


def typed_again(
    proposal: Proposal,
    schema: Mapping[str, FieldLike],
    *,
    base: Mapping[str, Any],
    changes: Mapping[str, Any],
) -> QueryDict:
    """As if they had just typed it: the fields of `base`, some changed, with the reasons given."""
    typed = QueryDict(mutable=True)
    for name, value in base.items():
        put(typed, schema[name], changes.get(name, value))
    source = proposal.sources[0] if proposal.sources else {}
    typed["proposal_summary"] = proposal.summary
    typed["kind"] = proposal.kind
    typed["sources"] = source.get("url", "")
    typed["source_date"] = source.get("date", "")
    typed["source_quote"] = source.get("quote", "")
    return typed
