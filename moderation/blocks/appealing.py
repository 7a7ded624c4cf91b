"""Where somebody contests a block: said by whatever handles appeals."""

from collections.abc import Callable

from moderation.models import Block, Protection

Contested = Block | Protection
Address = Callable[[Contested], str]

_addresses: list[Address] = []


def register_appeals(address: Address) -> None:
    """`address` gives the page where a block or a protection is contested, "" when it cannot be."""
    _addresses[:] = [address]


def appeal_url(contested: Contested) -> str:
    return next((address(contested) for address in _addresses), "")
