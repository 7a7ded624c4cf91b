"""Whose draft, and of what: the one row that a text being typed belongs to."""

import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Self

from django.db.models import Q

from accounts.models import User


def new_key() -> str:
    """A random key for a draft of a creation; only its hash is stored."""
    return secrets.token_urlsafe(32)


def hash_key(key: str) -> str:
    return sha256(key.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Place:
    """Where a draft is kept. A change: one a person and page. A creation: one a key."""

    target_kind: str
    target_id: int | None = None
    owner_id: int | None = None
    key_hash: str = ""

    @classmethod
    def of_change(cls, owner: User, target_kind: str, target_id: int) -> Self:
        return cls(target_kind, target_id, owner.pk)

    @classmethod
    def of_creation(cls, target_kind: str, key: str, owner: User | None = None) -> Self:
        """Once it has an owner, the key alone no longer opens it."""
        return cls(target_kind, None, owner.pk if owner else None, hash_key(key))

    def row(self) -> Q:
        """Finds it, and only for those who may read it."""
        if self.target_id is not None:
            return Q(owner=self.owner_id, target_kind=self.target_kind, target_id=self.target_id)
        is_theirs = Q(owner=None) | (Q(owner=self.owner_id) if self.owner_id else Q())
        return Q(key_hash=self.key_hash, target_kind=self.target_kind, target_id=None) & is_theirs

    def columns(self) -> dict[str, Any]:
        return {
            "target_kind": self.target_kind,
            "target_id": self.target_id,
            "owner_id": self.owner_id,
            "key_hash": self.key_hash,
        }
