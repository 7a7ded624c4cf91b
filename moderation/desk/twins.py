"""Other proposals that may ask for the same as one does."""

from accounts.models import User
from contributions.models import Proposal
from contributions.targets import title_of
from moderation.deciding.queries import could_join
from territories.permissions import territories_moderated_by

# Of new pages, how many are compared by name, and how many are offered.
_COMPARED, MOST = 60, 8


def twins_of(proposal: Proposal, user: User) -> list[Proposal]:
    """Those on the same page that this person decides on by place; of a new page, those of new
    pages that bear a like name (one query)."""
    here = could_join(proposal).filter(territory__in=territories_moderated_by(user))
    found = here.exclude(author=user)
    if proposal.action != Proposal.Action.CREATE:
        return list(found[:MOST])
    name = title_of(proposal)
    return [one for one in found[:_COMPARED] if _are_alike(title_of(one), name)][:MOST]


def _are_alike(one: str, other: str) -> bool:
    """Half of the words of the shorter name are in the other."""
    first, second = _words(one), _words(other)
    return bool(first and second) and 2 * len(first & second) >= min(len(first), len(second))


def _words(text: str) -> set[str]:
    return {word for word in text.lower().split() if len(word) > 2}
