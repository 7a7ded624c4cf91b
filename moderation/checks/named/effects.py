"""What each named check does now, and the signs of spam, read once a minute for all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from django.core.cache import cache
from django.db import transaction

from moderation.checks.named.limits import limits_of
from moderation.checks.named.registry import Effect, named_checks
from moderation.models import CheckSetting, SpamSign

# Processes that share no cache learn of a setting within that time; the one that set it, at once.
REMEMBERED_SECONDS = 60
_KEY = "checks:set"


@dataclass(frozen=True, slots=True)
class Kept:
    """Effects by code; spam as `spam.compared` leaves it."""

    effects: Mapping[str, Effect]
    words: frozenset[str]
    sites: frozenset[str]


def remembered() -> Kept:
    """Two queries when they are to be read again, else none."""
    return cast("Kept", cache.get_or_set(_KEY, _read, REMEMBERED_SECONDS))


def effects_now() -> dict[str, Effect]:
    """By code, in one query: as an administrator set it, else as shipped. A check that may not be
    so mild does as shipped."""
    said = dict(CheckSetting.objects.values_list("check_code", "effect"))
    found = {}
    for check in named_checks():
        shipped = Effect(limits_of(check.code)["effect"])
        chosen = Effect(said.get(check.code, shipped))
        found[check.code] = chosen if chosen in check.may else shipped
    return found


def forget_receiver(**_signal: object) -> None:
    """Of a setting or a sign saved or deleted: at once, and again when others can read it."""
    cache.delete(_KEY)
    transaction.on_commit(lambda: cache.delete(_KEY))


def _read() -> Kept:
    signs = list(SpamSign.objects.values_list("sign", "is_site"))
    return Kept(
        effects=effects_now(),
        words=frozenset(sign for sign, is_site in signs if not is_site),
        sites=frozenset(sign for sign, is_site in signs if is_site),
    )
