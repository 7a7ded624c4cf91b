"""The clock eases a check that was just made stricter and stops too much."""

from datetime import datetime, timedelta

from contributions.models import DirectPublication, Proposal
from journal.clock import job
from moderation.checks.named.counting import refused_since
from moderation.checks.named.limits import limits_of
from moderation.checks.named.registry import Effect
from moderation.checks.named.services import EASED, ease
from moderation.models import CheckHit, CheckSetting


@job("checks.ease", every=timedelta(minutes=10))
def ease_too_eager(at: datetime) -> None:
    """Within a day of its setting, a check that holds or refuses more than one text in twenty."""
    limits = limits_of("too_eager")
    recent = CheckSetting.objects.filter(
        set_at__gt=at - timedelta(hours=limits["hours"]), effect__in=[Effect.HOLD, Effect.REFUSE]
    ).exclude(reason=EASED)
    for setting in recent:
        stopped, sent = _since(setting, at=at)
        if sent >= limits["least_sent"] and stopped > limits["share"] * sent:
            ease(code=setting.check_code, seen=setting, at=at)


def _since(setting: CheckSetting, *, at: datetime) -> tuple[int, int]:
    """What the check held or refused since it was set, and all that was sent."""
    refused = refused_since(setting.check_code, setting.set_at, at=at)
    held = CheckHit.objects.filter(
        check_code=setting.check_code, at__gte=setting.set_at, effect=Effect.HOLD
    )
    kept = Proposal.objects.filter(created_at__gte=setting.set_at).count()
    kept += DirectPublication.objects.filter(at__gte=setting.set_at).count()
    return held.count() + refused, kept + refused
