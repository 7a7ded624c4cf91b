"""Networks told apart without keeping any address: only hashes, under keys that do not last."""

import hmac
from hashlib import sha256
from ipaddress import ip_address, ip_network

# A whole neighbourhood of addresses is one network: who changes address is not another person.
NEIGHBOURS = {4: 24, 6: 48}
# One connection to the Internet.
CONNECTION = {4: 32, 6: 64}


def network_of(address: str, *, sizes: dict[int, int]) -> str:
    """The network of an address; "" when it is no address, which makes all of those one."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    mapped = getattr(found, "ipv4_mapped", None)
    found = mapped or found
    return str(ip_network((found, sizes[found.version]), strict=False))


def digest(network: str, *, key: bytes) -> str:
    return hmac.new(key, network.encode(), sha256).hexdigest()
