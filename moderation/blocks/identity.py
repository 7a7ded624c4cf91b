"""Addresses and networks kept as keyed hashes: they can be recognised, never read."""

import hmac
from hashlib import sha256

from django.conf import settings

from contributions.limits.networks import CONNECTION, network_of


def email_hash(address: str) -> str:
    """The same for all the ways to write one mailbox that differ by case or by a +tag."""
    local, _at, domain = address.strip().casefold().rpartition("@")
    mailbox = f"{local.partition('+')[0]}@{domain}"
    return _keyed(f"email {mailbox}")


def network_hash(network: str, *, salt: str) -> str:
    return _keyed(f"network {salt} {network}")


def connection_of(address: str) -> str:
    """The connection to the Internet of an address, "" when it is none."""
    return network_of(address, sizes=CONNECTION)


def _keyed(said: str) -> str:
    key = f"moderation.blocks {settings.SECRET_KEY}".encode()
    return hmac.new(key, said.encode(), sha256).hexdigest()
