"""Secrets kept encrypted at rest: keys come from SECRET_KEY through HKDF, one key a purpose.

A new SECRET_KEY keeps old secrets readable as long as the former one stands in
SECRET_KEY_FALLBACKS; `reseal()` writes a secret again under the newest key.
"""

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class Unreadable(Exception):
    """The secret was sealed under a key that we no longer have, or was altered."""


def seal(text: str, *, purpose: str) -> str:
    return _keys(purpose).encrypt(text.encode()).decode("ascii")


def unseal(sealed: str, *, purpose: str) -> str:
    """Raises Unreadable when no key of SECRET_KEY and SECRET_KEY_FALLBACKS opens it."""
    try:
        return _keys(purpose).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable(purpose) from error


def reseal(sealed: str, *, purpose: str) -> str:
    return seal(unseal(sealed, purpose=purpose), purpose=purpose)


def _keys(purpose: str) -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derive(secret, purpose)) for secret in secrets])


def _derive(secret: str, purpose: str) -> bytes:
    info = f"maillage:{purpose}:1".encode()
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(secret.encode())
    return urlsafe_b64encode(key)
