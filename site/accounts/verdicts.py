"""The answer of a permission: yes, or no with the reason a person can read."""

from dataclasses import dataclass
from typing import Protocol

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise


class Verdict(Protocol):
    @property
    def reason(self) -> str: ...

    def __bool__(self) -> bool: ...

    def or_raise(self) -> None:
        """Do nothing when allowed; raise PermissionDenied with the reason otherwise."""


@dataclass(frozen=True, slots=True)
class Allowed:
    reason: str = ""

    def __bool__(self) -> bool:
        return True

    def or_raise(self) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Denied:
    why: str | Promise

    @property
    def reason(self) -> str:
        return str(self.why)

    def __bool__(self) -> bool:
        return False

    def or_raise(self) -> None:
        raise PermissionDenied(self.reason)
