"""How often one address may tell that something is missing."""

import hmac
from datetime import datetime
from hashlib import sha256

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

# A public library or a reception desk is one address for many people.
MOST_AN_HOUR = 20


def may_tell(request: HttpRequest, *, at: datetime) -> bool:
    """Whether this one is within what an address may send in an hour; it counts as sent.

    The cache holds for an hour a keyed digest of address and hour, never the address.
    """
    said = f"{get_adapter().get_client_ip(request)} {at:%Y%m%d%H}"
    digest = hmac.new(settings.SECRET_KEY.encode(), said.encode(), sha256).hexdigest()
    key = f"unmet-told:{digest}"
    cache.add(key, 0, timeout=3600)
    return int(cache.incr(key)) <= MOST_AN_HOUR
