"""What keeps robots from filling the site, and harms nobody: every refusal keeps what was typed."""

import hmac
import time
from datetime import datetime
from hashlib import sha256

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest

# A public library, or the office of a federation, is one address for many people.
STARTS_AN_HOUR = 20
LOOKS_AN_HOUR = 900
MAILS_AN_HOUR = 5
SENDS_AN_HOUR = 30

# Nobody reads a screen and fills it in within this.
FASTEST_SECONDS = 3
_SHOWN_FOR_SECONDS = 60 * 60 * 24
_HOUR = 3600
_SALT = "contributions.creating.shown"


def may_act(request: HttpRequest, act: str, *, most: int, at: datetime) -> bool:
    """Whether this one is within what an address may do in an hour; it counts as done."""
    return _is_within(f"{act} {get_adapter().get_client_ip(request)}", most=most, at=at)


def may_write_to(address: str, *, at: datetime) -> bool:
    """The same for mails to one address, whoever asks for them."""
    return _is_within(f"mail-to {address.strip().lower()}", most=MAILS_AN_HOUR, at=at)


def shown_now() -> str:
    """Sealed into a form when it is shown."""
    return signing.dumps(int(time.time()), salt=_SALT)


def was_read(shown: str) -> bool:
    """Whether a person may have read the form since; a seal that is not ours says no."""
    try:
        at = signing.loads(shown, salt=_SALT, max_age=_SHOWN_FOR_SECONDS)
    except signing.BadSignature:
        return False
    return time.time() - int(at) >= FASTEST_SECONDS


def _is_within(who: str, *, most: int, at: datetime) -> bool:
    """The cache holds for an hour a keyed digest, never the address."""
    said = f"{who} {at:%Y%m%d%H}"
    digest = hmac.new(settings.SECRET_KEY.encode(), said.encode(), sha256).hexdigest()
    return _one_more(f"creating:{digest}") <= most


def _one_more(key: str) -> int:
    if cache.add(key, 1, timeout=_HOUR):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:
        # It was thrown out of a full cache since.
        cache.set(key, 1, timeout=_HOUR)
        return 1
