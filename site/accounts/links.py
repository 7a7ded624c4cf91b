"""Links sent by mail: one purpose, random, stored as a hash, expiring, used once.

The page behind a link shows on GET (mail scanners open links) and acts on POST.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import MailedLink, User

KEPT_AFTER_EXPIRY = timedelta(days=7)


class LinkRefused(Exception):
    """The link does not work; `reason` says why to the person who holds it."""

    def __init__(self, reason: str | Promise) -> None:
        self.reason = reason
        super().__init__(str(reason))


def make_link(
    purpose: str,
    user: User | None,
    payload: dict[str, Any] | None,
    expires_in: timedelta,
    at: datetime | None = None,
) -> str:
    """The raw token, given this once: only its hash is kept."""
    token = secrets.token_urlsafe(32)
    now = at or timezone.now()
    MailedLink.objects.create(
        purpose=purpose,
        token_hash=_hash(token),
        user=user,
        payload=payload or {},
        created_at=now,
        expires_at=now + expires_in,
    )
    return token


def find_link(token: str, purpose: str, at: datetime | None = None) -> MailedLink:
    """The usable link, left unused. Raises LinkRefused."""
    return _usable(MailedLink.objects.filter(token_hash=_hash(token)).first(), purpose, at)


@transaction.atomic
def use_link(token: str, purpose: str, at: datetime | None = None) -> MailedLink:
    """The link, marked as used under lock, so that a second use is refused. Raises LinkRefused.

    Call it in the transaction of the act it allows: if the act fails, the link stays usable.
    """
    now = at or timezone.now()
    rows = MailedLink.objects.select_for_update().filter(token_hash=_hash(token))
    link = _usable(rows.first(), purpose, now)
    link.used_at = now
    link.save(update_fields=["used_at"])
    return link


def purge_links(at: datetime) -> int:
    """Forget links expired for a week; until then a late click still gets the exact reason."""
    deleted, _by_model = MailedLink.objects.filter(expires_at__lt=at - KEPT_AFTER_EXPIRY).delete()
    return deleted


def _usable(link: MailedLink | None, purpose: str, at: datetime | None) -> MailedLink:
    if link is None or link.purpose != purpose:
        raise LinkRefused(_("We do not know this link. Please copy it whole from the message."))
    if link.used_at:
        raise LinkRefused(_("This link has already been used."))
    if link.expires_at <= (at or timezone.now()):
        raise LinkRefused(_("This link has expired."))
    return link


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
