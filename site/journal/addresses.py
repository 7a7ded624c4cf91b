"""Which internet addresses are public: those a stranger could reach as well as we can."""

from ipaddress import IPv6Address, ip_address, ip_network

_GLOBAL_UNICAST = ip_network("2000::/3")
# Called global by Python 3.11, yet they lead elsewhere: relays that wrap an address, examples.
_LEAD_ELSEWHERE = tuple(
    ip_network(network)
    for network in ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "2002::/16", "3fff::/20")
)


def is_public(text: str) -> bool:
    """False for private, local, reserved, multicast, and for IPv6 that wraps an IPv4 address."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return False
    if address.is_multicast or address.is_reserved or not address.is_global:
        return False
    return not any(address in network for network in _LEAD_ELSEWHERE)
