"""How a person wants to be told: their time zone, the mails they do without, their own feed."""

import secrets
from collections.abc import Collection
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications import kinds
from notifications.models import Preferences

# Where people of the countries we serve live; "" is the zone of the site.
TIME_ZONES = {
    "": _("The time of the site"),
    "Europe/Paris": _("Metropolitan France"),
    "Europe/Brussels": _("Belgium"),
    "America/Guadeloupe": _("Guadeloupe, Saint-Martin, Saint-Barthélemy"),
    "America/Martinique": _("Martinique"),
    "America/Cayenne": _("French Guiana"),
    "America/Miquelon": _("Saint-Pierre-et-Miquelon"),
    "Indian/Reunion": _("Réunion"),
    "Indian/Mayotte": _("Mayotte"),
    "Pacific/Noumea": _("New Caledonia"),
    "Pacific/Tahiti": _("French Polynesia"),
    "Pacific/Wallis": _("Wallis and Futuna"),
}


def zone_named(name: str) -> ZoneInfo:
    """The zone a person chose, else that of the site."""
    return ZoneInfo(name if name in TIME_ZONES and name else settings.TIME_ZONE)


def preferences_of(user: User) -> Preferences:
    """Theirs, or unsaved ones that change nothing."""
    return Preferences.objects.filter(user=user).first() or Preferences(user=user)


@transaction.atomic
def choose(*, user: User, time_zone: str, mailed: Collection[str]) -> Preferences:
    """Keep the zone, and do without the mail of the kinds that concern the person, may be done
    without, and are not in `mailed`."""
    row = _row(user)
    offered = set(kinds.optional_for(user))
    row.time_zone = time_zone
    row.silenced = sorted((set(row.silenced) - offered) | (offered - set(mailed)))
    row.save(update_fields=["time_zone", "silenced"])
    return row


@transaction.atomic
def silence(*, user: User, kind: str) -> None:
    """No more mail of an optional kind; its notices stay on the person's page."""
    row = _row(user)
    if kinds.is_optional(kind) and kind not in row.silenced:
        row.silenced = sorted({*row.silenced, kind})
        row.save(update_fields=["silenced"])


@transaction.atomic
def note_refusal(*, user: User) -> None:
    """The server of this address refused our mail for good: nothing more is sent to it."""
    row = _row(user)
    row.refused_email = user.email
    row.save(update_fields=["refused_email"])


@transaction.atomic
def new_feed(*, user: User) -> str:
    """The secret name of the person's feed, given this once; a former one no longer answers."""
    token = secrets.token_urlsafe(32)
    row = _row(user)
    row.feed_hash = _hash(token)
    row.save(update_fields=["feed_hash"])
    return token


@transaction.atomic
def close_feed(*, user: User) -> None:
    row = _row(user)
    row.feed_hash = ""
    row.save(update_fields=["feed_hash"])


def reader_of(token: str) -> User | None:
    """Whose feed it is, as long as their account is in use."""
    rows = Preferences.objects.select_related("user").filter(user__is_active=True)
    found = rows.filter(feed_hash=_hash(token)).first()
    return found.user if found else None


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _row(user: User) -> Preferences:
    Preferences.objects.get_or_create(user=user)
    return Preferences.objects.select_for_update().get(user=user)
