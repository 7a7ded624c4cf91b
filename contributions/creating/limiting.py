"""What keeps robots from filling the site, and harms nobody: every refusal keeps what was typed."""

import time
from datetime import datetime

from allauth.account.adapter import get_adapter
from django.core import signing
from django.http import HttpRequest

from contributions.limits.counting import HOUR, one_more
from contributions.limits.networks import CONNECTION, network_of

# A public library, or the office of a federation, is one address for many people.
STARTS_AN_HOUR = 20
LOOKS_AN_HOUR = 900
MAILS_AN_HOUR = 5
SENDS_AN_HOUR = 30

# Nobody reads a screen and fills it in within this.
FASTEST_SECONDS = 3
_SHOWN_FOR_SECONDS = 60 * 60 * 24
_SALT = "contributions.creating.shown"


def may_act(request: HttpRequest, act: str, *, most: int, at: datetime) -> bool:
    """Whether this one is within what a connection may do in an hour; it counts as done."""
    address = str(get_adapter().get_client_ip(request) or "")
    network = network_of(address, sizes=CONNECTION)
    return one_more(network, f"create-{act}", period=HOUR, at=at) <= most


def may_write_to(address: str, *, at: datetime) -> bool:
    """The same for mails to one address, whoever asks for them."""
    to = address.strip().lower()
    return one_more(to, "create-mail-to", period=HOUR, at=at) <= MAILS_AN_HOUR


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
