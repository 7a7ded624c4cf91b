"""Whether a protected page lets an act through."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.verdicts import Allowed, Verdict
from contributions.gate import Act, Barred, Verb
from contributions.permissions import keeps
from contributions.targets import kind_for
from moderation.models import Protection, Trust
from moderation.protection.parts import title_of_part
from moderation.protection.queries import covering
from moderation.standing import Standing
from territories.permissions import administers, moderates

Level = Protection.Level


def judge(act: Act, standing: Standing, *, at: datetime) -> Verdict:
    """The strictest protection of what would change decides.

    To accept, only pages kept for administrators ask for one; to take back, an animator is as free
    as to accept, and who keeps the page is read first like everybody.
    """
    for protection in covering(act.target, act.fields, at=at):
        if not _lets_through(protection, act, standing):
            return Barred(refusal(protection), url=protection.get_absolute_url())
    return Allowed()


def refusal(protection: Protection) -> str:
    """Why, in one sentence that says what is protected."""
    part = title_of_part(protection.kind, protection.part)
    if part:
        said = _("This part of the page is protected for now: %(part)s.") % {"part": part}
    else:
        said = _("This page is protected for now.")
    more = _("Read why, until when, and what you can do.")
    return f"{said} {more}"


def _lets_through(protection: Protection, act: Act, standing: Standing) -> bool:
    if act.verb == Verb.PUBLISH:
        return False
    is_decision = act.verb == Verb.ACCEPT
    if is_decision and (act.user is None or protection.level != Level.ADMINISTRATORS):
        return True
    if act.verb == Verb.REVERT and protection.level != Level.ADMINISTRATORS:
        return act.user is not None and bool(moderates(act.user, act.territory))
    return _PROPOSERS[protection.level](act, standing)


def _anybody(act: Act, standing: Standing) -> bool:
    return True


def _known(level: int) -> Callable[[Act, Standing], bool]:
    def is_known(act: Act, standing: Standing) -> bool:
        return act.user is not None and (standing.level >= level or _keeps(act.user, act.target))

    return is_known


def _an_animator(act: Act, standing: Standing) -> bool:
    return act.user is not None and bool(moderates(act.user, act.territory))


def _an_administrator(act: Act, standing: Standing) -> bool:
    return act.user is not None and bool(administers(act.user, act.territory))


def _keeps(user: User, target: Any) -> bool:
    keeper = kind_for(target).keeper(target)
    return keeper is not None and keeps(user, keeper)


_PROPOSERS: dict[str, Callable[[Act, Standing], bool]] = {
    Level.READ_FIRST: _anybody,
    Level.CONFIRMED: _known(Trust.Level.CONFIRMED),
    Level.TRUSTED: _known(Trust.Level.TRUSTED),
    Level.ANIMATORS: _an_animator,
    Level.ADMINISTRATORS: _an_administrator,
}
