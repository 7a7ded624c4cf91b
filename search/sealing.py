"""The sentence, sealed into the address of its results: nobody reads it in a log or a history."""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from search.routing.evidence import Evidence
from search.routing.router import RoutedNeed, Routing

# A sentence of 2,000 letters of 4 bytes, sealed, is shorter.
LONGEST_TOKEN = 16_000
# What was understood goes with the sentences people type; past it, addresses would be too long.
LONGEST_UNDERSTOOD = 300
# Less likely needs are offered to nobody: they would only puzzle.
LIKELY_ENOUGH = 0.05


@dataclass(frozen=True, slots=True)
class Understood:
    """`text`: the sentence without the words that only say a place or a filter."""

    text: str
    routing: Routing


@dataclass(frozen=True, slots=True)
class Typed:
    """What the person typed in the two boxes; the place only as long as it is not resolved.

    `understood`: what was made of the problem when it was sent, so that it is read only once.
    """

    problem: str = ""
    place: str = ""
    understood: Understood | None = None


def seal(typed: Typed) -> str:
    """The token for an address; empty when there is nothing to keep."""
    if not typed.problem and not typed.place:
        return ""
    message = json.dumps(
        [typed.problem, typed.place, *_packed(typed)], ensure_ascii=False, separators=(",", ":")
    )
    token = _fernet().encrypt(message.encode("utf-8", "replace")).decode("ascii")
    # Its padding would be escaped in every link of a page.
    return token.rstrip("=")


def unseal(token: str) -> Typed | None:
    """None when it was tampered with, made elsewhere, or is older than SEARCH_TOKEN_HOURS."""
    if len(token) > LONGEST_TOKEN:
        return None
    padded = token + "=" * (-len(token) % 4)
    try:
        message = _fernet().decrypt(
            padded.encode("ascii", "replace"), ttl=settings.SEARCH_TOKEN_HOURS * 3600
        )
    except InvalidToken:
        return None
    problem, place, *packed = json.loads(message)
    return Typed(problem, place, _unpacked(problem, *packed) if packed else None)


def _packed(typed: Typed) -> list[Any]:
    """Nothing when it is to be read again."""
    if typed.understood is None or len(typed.problem) > LONGEST_UNDERSTOOD:
        return []
    text, routing = typed.understood.text, typed.understood.routing
    searched = routing.chosen()
    needs = [
        [need.code, round(need.confidence, 4), need.evidence.words, need.is_apart]
        for need in routing.needs
        if need.confidence >= LIKELY_ENOUGH or need in searched
    ]
    rest = None if text == typed.problem else text
    return [rest, routing.language, routing.is_name, needs]


def _unpacked(
    problem: str,
    rest: str | None,
    language: str,
    is_name: bool,  # noqa: FBT001 as packed
    needs: list[Any],
    /,
) -> Understood:
    routed = tuple(
        RoutedNeed(code, confidence, Evidence(tuple(words)), is_apart)
        for code, confidence, words, is_apart in needs
    )
    return Understood(problem if rest is None else rest, Routing(routed, language, is_name))


def _fernet() -> MultiFernet:
    return _keyring(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@lru_cache(maxsize=4)
def _keyring(*secrets: str) -> MultiFernet:
    return MultiFernet([Fernet(urlsafe_b64encode(_derived(secret))) for secret in secrets])


def _derived(secret: str) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"maillage search token")
    return kdf.derive(secret.encode())
