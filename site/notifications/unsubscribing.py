"""Leaving a mail by one click (RFC 8058): the address in its header says whose it is, and what."""

import json
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from accounts.vault import Unreadable, seal, unseal
from notifications.models import Frequency, Watch
from notifications.models.watches import GATHERED
from notifications.preferences import silence

_PURPOSE = "unsubscribe"
_LONGEST = 400


class UnknownToken(Exception):
    """Nobody made this address here, or the account is gone."""


@dataclass(frozen=True, slots=True)
class Mailing:
    """What a person leaves: ("watch", its key), ("digest", a frequency) or ("kind", its name)."""

    user: User
    sort: str
    name: str


def address_to_leave(user: User, sort: str, name: str) -> str:
    """An absolute address that works without signing in, for ever."""
    token = seal(json.dumps([user.pk, sort, name]), purpose=_PURPOSE)
    return f"{settings.SITE_URL}{reverse('notifications:unsubscribe', args=[token])}"


def headers(address: str) -> dict[str, str]:
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def read_token(token: str) -> Mailing:
    """Raises UnknownToken."""
    if len(token) > _LONGEST:
        raise UnknownToken
    try:
        user_id, sort, name = json.loads(unseal(token, purpose=_PURPOSE))
    except (Unreadable, ValueError):
        raise UnknownToken from None
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise UnknownToken
    return Mailing(user, sort, name)


@transaction.atomic
def leave(mailing: Mailing) -> None:
    """No more such mail; what is followed stays followed, in the person's own feed. Idempotent."""
    if mailing.sort == "kind":
        silence(user=mailing.user, kind=mailing.name)
        return
    watches = Watch.objects.filter(user=mailing.user)
    if mailing.sort == "watch":
        watches.filter(pk=int(mailing.name)).update(frequency=Frequency.FEED)
    else:
        watches.filter(frequency__in=GATHERED[mailing.name]).update(frequency=Frequency.FEED)
