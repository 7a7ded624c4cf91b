"""How often one address may tell that something is missing."""

import hmac
from datetime import datetime
from hashlib import sha256

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.http import HttpRequest

from journal.counters import one_more

# A public library or a reception desk is one address for many people.
MOST_AN_HOUR = 20
HOUR = 3600


def may_tell(request: HttpRequest, *, at: datetime) -> bool:
    """Whether this one is within what an address may send in an hour; it counts as sent.

    The cache holds for an hour a keyed digest of address and hour, never the address.
    """
    said = f"{get_adapter().get_client_ip(request)} {at:%Y%m%d%H}"
    digest = hmac.new(settings.SECRET_KEY.encode(), said.encode(), sha256).hexdigest()
    key = f"unmet-told:{digest}"
    return one_more(key, seconds=HOUR) <= MOST_AN_HOUR
