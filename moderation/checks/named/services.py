"""Switching the named checks, and telling them what spam looks like."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from journal.audit import record
from moderation.checks.named.effects import effects_now
from moderation.checks.named.errors import Unset
from moderation.checks.named.permissions import can_set_checks
from moderation.checks.named.registry import Effect, find_check
from moderation.checks.named.spam import compared
from moderation.models import CheckSetting, SpamSign
from offers import normalise
from offers.normalise import Refused

SHORTEST_REASON, LONGEST_REASON = 5, 300
SHORTEST_SIGN, LONGEST_SIGN = 4, 120
MOST_SIGNS = 500
# Left by the clock where nobody set it; a code, so that it reads in every language.
EASED = "too-eager"


@transaction.atomic
def set_effect(*, code: str, effect: str, reason: str, seen: str, by: User) -> CheckSetting:
    """What a check does from now on. `seen` is what it did when the form was shown.

    Raises Unset when there is no such check, it may not do so, the reason is missing, or somebody
    set it meanwhile; PermissionDenied with the reason. Then nothing is written.
    """
    can_set_checks(by).or_raise()
    check = find_check(code)
    if check is None:
        raise Unset("code", _("There is no such check."))
    if effect not in check.may:
        raise Unset("effect", _("This check cannot do this."))
    why = _line("reason", reason, SHORTEST_REASON, LONGEST_REASON)
    setting = _locked(code)
    meanwhile = _("Somebody set this check meanwhile. Look at it again.")
    if effects_now()[code] != seen:
        raise Unset("effect", meanwhile)
    try:
        with transaction.atomic():
            return _set(setting, Effect(effect), why, by=by, at=timezone.now())
    except IntegrityError:
        raise Unset("effect", meanwhile) from None


@transaction.atomic
def ease(*, code: str, seen: CheckSetting, at: datetime) -> CheckSetting | None:
    """Make a check that stops too much as mild as it can be; None when it is so already, or was set
    meanwhile."""
    setting = CheckSetting.objects.select_for_update().filter(check_code=code).first()
    check = find_check(code)
    if setting is None or setting.set_at != seen.set_at or check is None:
        return None
    mildest = Effect.TAG if Effect.TAG in check.may else Effect.HOLD
    if setting.effect == mildest:
        return None
    return _set(setting, mildest, EASED, by=None, at=at)


@transaction.atomic
def add_sign(*, sign: str, by: User) -> SpamSign:
    """Spam is known by these words in a row, or by this site, from now on.

    Raises Unset when it says too little or stands already, or PermissionDenied.
    """
    can_set_checks(by).or_raise()
    text = _line("sign", sign, SHORTEST_SIGN, LONGEST_SIGN)
    is_site = " " not in text and "." in text.strip(".")
    read = _site(text) if is_site else compared(text)
    if len(read) < SHORTEST_SIGN:
        raise Unset("sign", _("Write at least %(count)d letters.") % {"count": SHORTEST_SIGN})
    if SpamSign.objects.count() >= MOST_SIGNS:
        raise Unset("sign", _("The list is full: take out what is no longer seen."))
    try:
        with transaction.atomic():
            added = SpamSign.objects.create(sign=read, is_site=is_site, added_by=by)
    except IntegrityError:
        raise Unset("sign", _("This is on the list already.")) from None
    record(actor=by, action="spam_sign.added", subject=added)
    return added


@transaction.atomic
def remove_sign(*, sign: SpamSign, by: User) -> None:
    """Take it off the list; nothing happens twice. Raises PermissionDenied with the reason."""
    can_set_checks(by).or_raise()
    locked = SpamSign.objects.select_for_update().filter(pk=sign.pk).first()
    if locked is not None:
        record(actor=by, action="spam_sign.removed", subject=locked)
        locked.delete()


def _locked(code: str) -> CheckSetting:
    found = CheckSetting.objects.select_for_update().filter(check_code=code).first()
    return found or CheckSetting(check_code=code)


def _set(
    setting: CheckSetting, effect: Effect, reason: str, *, by: User | None, at: datetime
) -> CheckSetting:
    before = setting.effect
    setting.effect, setting.reason, setting.set_at = effect, reason, at
    setting.set_by, setting.set_by_label = by, by.display_name if by else ""
    setting.save()
    data = {"check": setting.check_code, "before": before, "after": str(effect)}
    record(actor=by, action="check.set", subject=setting, data=data)
    return setting


def _line(field: str, text: str, shortest: int, longest: int) -> str:
    try:
        return str(normalise.line(shortest=shortest, longest=longest)(text))
    except Refused as refusal:
        raise Unset(field, str(refusal)) from None


def _site(text: str) -> str:
    host = text.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.")
    return host.partition("/")[0]
