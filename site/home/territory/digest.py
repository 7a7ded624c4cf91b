"""The weekly mail of an animator: on Monday at seven where they live, what waits and what grows old
in their territories. Never empty; left by one click."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import override

from accounts.models import User
from home.territory.answering import answering_in
from home.territory.areas import Area, area_named, areas_of, can_open_desk
from home.territory.pages import stale_in, without_owner_in
from home.territory.people import people_in
from home.territory.unmet import unmet_in
from home.territory.waiting import waiting_in
from journal.models import AuditSeal
from notifications.digests import last_sending
from notifications.models import Frequency, Notice, Preferences
from notifications.preferences import zone_named
from notifications.services import notify
from territories.models import MemberRole
from territories.permissions import MODERATORS

KIND = "desk_weekly"
WEEK = timedelta(days=7)
# Who is named on a Thursday hears of their territory from the Monday after.
_SENT_WITHIN = timedelta(days=1)
_NEEDS_SHOWN = 3


def write_weekly(*, at: datetime) -> int:
    """One mail a person and week, for whom it is due; how many were written. Idempotent."""
    written = 0
    for user, zone in _animators(at):
        due = last_sending(Frequency.WEEKLY, at=at, zone=zone_named(zone))
        if at - due < _SENT_WITHIN:
            written += _write(user, due, at)
    return written


def still(user: User, notices: Collection[Notice]) -> set[int]:
    """Those whose territories the person still animates, all of them: a mail tells of no other."""
    told = {area["uid"] for notice in notices for area in notice.params["areas"]}
    mine = {uid for uid in told if _may_open(user, uid)}
    return {
        notice.pk
        for notice in notices
        if all(area["uid"] in mine for area in notice.params["areas"])
    }


def _animators(at: datetime) -> list[tuple[User, str]]:
    """Everybody with a role that decides, and their time zone."""
    roles = MemberRole.objects.active(at=at).filter(role__in=MODERATORS)
    people = User.objects.filter(pk__in=roles.values("user"), is_active=True).order_by("pk")
    zones = dict(Preferences.objects.filter(user__in=people).values_list("user", "time_zone"))
    return [(user, zones.get(user.pk, "")) for user in people]


def _write(user: User, due: datetime, at: datetime) -> bool:
    key = f"{KIND}:{user.pk}:{due:%Y-%m-%d}"
    if Notice.objects.filter(key=key).exists():
        return False
    with override(user.language):
        areas = [told for area in areas_of(user, at=at) if (told := _told(user, area, at=at))]
        if not areas:
            return False
        path = reverse("home:me") if len(areas) > 1 else areas[0]["path"]
    seal = AuditSeal.objects.last()
    params = {"areas": areas, "seal": "" if seal is None else str(seal)}
    made = notify(recipient=user, kind=KIND, key=key, path=path, params=params, hold=timedelta(0))
    return made is not None


def _told(user: User, area: Area, *, at: datetime) -> dict[str, Any] | None:
    """What there is to say of an area, in the person's language; None when there is nothing, or
    when they may not open its desk."""
    if not can_open_desk(user, area):
        return None
    waiting, answers = waiting_in(area, at=at), answering_in(area, at=at).now
    people = people_in(area, at=at, within=WEEK)
    told = {
        "proposals": waiting.proposals,
        "late": waiting.late,
        "reports": waiting.reports,
        "direct": waiting.direct,
        "appeals": waiting.appeals,
        "claims": waiting.claims,
        "stale": stale_in(area, at=at).count(),
        "lonely": without_owner_in(area).count(),
        "contributors": people.total,
        "newcomers": people.newcomers,
    }
    needs = [row.need.label for row in unmet_in(area, at=at)[:_NEEDS_SHOWN]]
    if not any(told.values()) and not needs:
        return None
    return {
        **told,
        "uid": area.uid,
        "name": area.name,
        "path": area.url,
        "needs": needs,
        "median": answers.spoken_median,
    }


def _may_open(user: User, uid: str) -> bool:
    area = area_named(uid)
    return area is not None and can_open_desk(user, area)
