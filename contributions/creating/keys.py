"""The keys of drafts begun without an account: in a signed cookie of the browser, nowhere else."""

from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

COOKIE = "brouillons"
_SALT = "contributions.creating.keys"
_KEPT_FOR = timedelta(days=30)
# More were begun by a robot, or by someone who will not look for the first ones.
_MOST = 5


def keys_of(request: HttpRequest) -> list[str]:
    """The keys this browser holds, the newest first; none when the cookie is not ours."""
    try:
        found = request.get_signed_cookie(COOKIE, "", salt=_SALT, max_age=_KEPT_FOR)
    except signing.BadSignature:
        return []
    return [key for key in (found or "").split(" ") if key]


def give_key(response: HttpResponse, request: HttpRequest, key: str) -> None:
    """Let this browser open the draft of the key from now on."""
    others = [known for known in keys_of(request) if known != key]
    _set(response, [key, *others][:_MOST])


def take_key(response: HttpResponse, request: HttpRequest, key: str) -> None:
    """This browser opens the draft no more."""
    _set(response, [known for known in keys_of(request) if known != key])


def _set(response: HttpResponse, keys: list[str]) -> None:
    if not keys:
        response.delete_cookie(COOKIE, samesite="Lax")
        return
    response.set_signed_cookie(
        COOKIE,
        " ".join(keys),
        salt=_SALT,
        max_age=_KEPT_FOR,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
