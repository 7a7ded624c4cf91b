"""What travels between processes when something changed: keys, and nothing of what they name."""

from dataclasses import asdict, dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any, Self


class What(StrEnum):
    ITEM = "item"
    CLAIM = "claim"
    DECISION = "decision"
    QUEUE = "queue"
    # Never shown: the sockets of a person, or of a session, are looked at again.
    PERSON = "person"
    SESSION = "session"

    @property
    def is_shown(self) -> bool:
        return self not in (What.PERSON, What.SESSION)


@dataclass(frozen=True, slots=True)
class Hint:
    """Look again at this. Who may know more is asked of the database, for each socket."""

    what: What
    proposal: int = 0
    territory: int = 0
    person: int = 0
    session: str = ""

    def packed(self) -> dict[str, Any]:
        return {**asdict(self), "what": self.what.value}

    @classmethod
    def unpacked(cls, packed: dict[str, Any]) -> Self:
        keys = ("proposal", "territory", "person", "session")
        return cls(What(packed["what"]), *(packed[key] for key in keys))


def digest_of(session_key: str) -> str:
    """A session is named by this between processes, never by its key."""
    return sha256(session_key.encode()).hexdigest()[:32]
