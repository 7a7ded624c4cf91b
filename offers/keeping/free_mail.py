"""Mail domains where anyone opens an address."""

from functools import cache
from pathlib import Path

_FILE = Path(__file__).parents[1] / "data" / "free_mail.txt"


def is_free_mail(address: str) -> bool:
    """Whether the address, or a domain above its own, is at a provider open to all."""
    parts = address.rpartition("@")[2].lower().rstrip(".").split(".")
    return any(".".join(parts[start:]) in _domains() for start in range(len(parts) - 1))


@cache
def _domains() -> frozenset[str]:
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
