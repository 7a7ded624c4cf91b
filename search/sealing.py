"""The sentence, sealed into the address of its results: nobody reads it in a log or a history."""

import json
import zlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from search.heard import NOTHING_HEARD, Heard

# A sentence of 2,000 letters of 4 bytes, sealed, is shorter.
LONGEST_TOKEN = 16_000


@dataclass(frozen=True, slots=True)
class Typed:
    """What the person typed in the two boxes, and what was understood of the sentence; the place
    only as long as it is not resolved."""

    problem: str = ""
    place: str = ""
    heard: Heard = NOTHING_HEARD


def seal(typed: Typed) -> str:
    """The token for an address; empty when there is nothing to keep."""
    if not typed.problem and not typed.place:
        return ""
    message = json.dumps(
        [typed.problem, typed.place, typed.heard.as_json()],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    token = _fernet().encrypt(zlib.compress(message.encode("utf-8", "replace"))).decode("ascii")
    # Its padding would be escaped in every link of a page.
    return token.rstrip("=")


def unseal(token: str) -> Typed | None:
    """None when it was tampered with, made elsewhere or by another version of this code, or is
    older than SEARCH_TOKEN_HOURS."""
    if len(token) > LONGEST_TOKEN:
        return None
    padded = token + "=" * (-len(token) % 4)
    try:
        message = _fernet().decrypt(
            padded.encode("ascii", "replace"), ttl=settings.SEARCH_TOKEN_HOURS * 3600
        )
        problem, place, heard = json.loads(zlib.decompress(message))
        return Typed(problem, place, Heard.from_json(heard))
    except (InvalidToken, zlib.error, ValueError, TypeError):
        return None


def _fernet() -> MultiFernet:
    return _keyring(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)


@lru_cache(maxsize=4)
def _keyring(*secrets: str) -> MultiFernet:
    return MultiFernet([Fernet(urlsafe_b64encode(_derived(secret))) for secret in secrets])


def _derived(secret: str) -> bytes:
    kdf = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"maillage search token")
    return kdf.derive(secret.encode())
