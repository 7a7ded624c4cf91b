"""What a page looked like to the person who edits it, signed: the server needs no memory of it.

The seal names the page and the person: it opens for them alone. So it also lets what they typed
reach their own draft after their session ended, and proves that a form is one we gave them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing

_SALT = "contributions.base"


@dataclass(frozen=True, slots=True)
class Sealed:
    """What stands in a seal that is whole: for whom, and the fields they were shown."""

    user_id: int
    base: dict[str, Any]


def seal(identity: str, *, user_id: int, base: Mapping[str, Any]) -> str:
    """`identity` names the page."""
    said = {"of": identity, "for": user_id, "base": base}
    return signing.dumps(said, salt=_SALT, compress=True)


def unseal(sealed: str, identity: str) -> Sealed | None:
    """What the seal holds; None when it is broken, or of another page."""
    return _opened(sealed, identity, max_age=None)


def unseal_recent(sealed: str, identity: str) -> Sealed | None:
    """The same, for as long as a session may last."""
    return _opened(sealed, identity, max_age=settings.SESSION_COOKIE_AGE)


def _opened(sealed: str, identity: str, *, max_age: int | None) -> Sealed | None:
    try:
        said = signing.loads(sealed, salt=_SALT, max_age=max_age)
    except (signing.BadSignature, ValueError):
        return None
    if said.get("of") != identity:
        return None
    return Sealed(said["for"], said["base"])
