"""What each named check does now."""

from moderation.checks.named.limits import limits_of
from moderation.checks.named.registry import Effect, named_checks
from moderation.models import CheckSetting


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
