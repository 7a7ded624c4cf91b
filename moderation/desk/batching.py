"""Several proposals decided together: each is shown with what it changes, then stands by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import QueryDict

from accounts.models import User
from contributions.models import Proposal
from contributions.previews import Preview, preview
from contributions.targets import title_of
from moderation.deciding.batches import MOST
from moderation.deciding.services import Item, SeenVersion
from moderation.errors import MissingVersion, TooMany
from moderation.permissions import can_decide
from moderation.queries import in_order, within_reach_of


@dataclass(frozen=True, slots=True)
class Shown:
    """One that can be decided with the others; `why_not` says why it cannot."""

    proposal: Proposal
    title: str
    preview: Preview
    why_not: Any = ""


def keys_in(post: QueryDict) -> list[UUID]:
    """What was ticked, once each; what is no key is left out. Raises TooMany."""
    found: dict[UUID, None] = {}
    for text in post.getlist("item"):
        try:
            found[UUID(text)] = None
        except ValueError:
            continue
    if len(found) > MOST:
        raise TooMany(MOST)
    return list(found)


def shown_of(user: User, keys: list[UUID]) -> list[Shown]:
    """Those within reach, in the order of the queue. A diff takes its own queries: there are a
    hundred at most, that somebody is about to read."""
    rows = within_reach_of(user).to_decide().filter(uuid__in=keys)
    related = ("offer__visibility", "offer__structure", "author")
    return [_shown(user, one) for one in in_order(rows.with_targets().select_related(*related))]


def _shown(user: User, proposal: Proposal) -> Shown:
    allowed = can_decide(user, proposal)
    return Shown(proposal, title_of(proposal), preview(proposal), allowed.reason)


def items_in(post: QueryDict) -> list[Item]:
    """What was ticked with what was shown of each. Raises MissingVersion or TooMany."""
    return [Item(key, _seen(post, key)) for key in keys_in(post)]


def _seen(post: Mapping[str, Any], key: UUID) -> SeenVersion:
    try:
        version = int(post[f"version-{key}"])
    except (KeyError, ValueError):
        raise MissingVersion from None
    return SeenVersion(version, str(post.get(f"hash-{key}", "")))
