"""Which networks are blocked, remembered for a minute so that writing asks the database nothing."""

from datetime import datetime
from typing import cast

from django.core.cache import cache

from moderation.blocks.identity import connection_of, network_hash
from moderation.models import Block

_KEY = "moderation:blocked-networks"
_REMEMBERED_SECONDS = 60

Known = tuple[str, str, str, float]


def blocked_network(address: str, *, at: datetime) -> str:
    """The uuid of the block in force on the connection of an address, "" when there is none."""
    network = connection_of(address)
    for uuid, salt, digest, ends_at in _known(at):
        if ends_at > at.timestamp() and network_hash(network, salt=salt) == digest:
            return uuid
    return ""


def forget_known() -> None:
    cache.delete(_KEY)


def _known(at: datetime) -> list[Known]:
    found = cache.get(_KEY)
    if found is None:
        found = _in_force(at)
        cache.set(_KEY, found, timeout=_REMEMBERED_SECONDS)
    return cast("list[Known]", found)


def _in_force(at: datetime) -> list[Known]:
    blocks = Block.objects.of_networks().in_force(at=at)
    return [
        (str(block.uuid), block.network_salt, block.network_hash, block.ends_at.timestamp())
        for block in blocks
        if block.ends_at is not None and block.network_hash
    ]
