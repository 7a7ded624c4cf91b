"""What was taken away, as long as it can come back: sealed, so that nothing else finds it."""

import json
from typing import Any

from accounts.vault import Unreadable, seal, unseal
from contributions.rebasing import content_hash
from moderation.erasing.errors import KeyIsLost
from moderation.models import HiddenPlace, Hiding, Redaction

_PURPOSE = "hidden-text"


def seal_passages(passages: list[str], instead: str) -> str:
    return _seal({"passages": passages, "instead": instead})


def passages_in(hiding: Hiding) -> tuple[list[str], str]:
    """The passages, and what stands on the page instead of them. Raises KeyIsLost, also when they
    are erased."""
    said = _unseal(hiding.passages)
    return said["passages"], said["instead"]


def seal_taken(value: Any) -> str:
    return _seal(value)


def taken_from(place: HiddenPlace) -> Any:
    """Raises KeyIsLost."""
    return _unseal(place.taken)


def seal_note(text: str) -> str:
    return _seal(text)


def note_of(redaction: Redaction) -> str:
    """Nothing once the text is erased. Raises KeyIsLost."""
    return str(_unseal(redaction.note)) if redaction.note else ""


def digest_of(value: Any) -> str:
    """What tells whether a value is still as it was left."""
    return content_hash(value)


def _seal(value: Any) -> str:
    return seal(json.dumps(value), purpose=_PURPOSE)


def _unseal(sealed: str) -> Any:
    try:
        return json.loads(unseal(sealed, purpose=_PURPOSE))
    except Unreadable:
        raise KeyIsLost from None
