"""What animators read of what people miss: sentences of everywhere, texts of their territories."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet, Sum

from accounts.models import User
from offers.models import Need
from search.models import UnmetReport, UnmetText
from territories.models import Territory
from territories.models.places import Level
from territories.permissions import territories_moderated_by

WEEKS = 13


@dataclass(frozen=True, slots=True)
class Missing:
    """How often people told that something is missing: need (none: not said), place, number."""

    need: Need | None
    territory: Territory
    reports: int


def texts_for(user: User) -> QuerySet[UnmetText]:
    """Texts of the territories the person animates; those without a place are for whoever
    animates a country."""
    theirs = territories_moderated_by(user)
    found = Q(territory__in=theirs)
    if theirs.filter(level=Level.COUNTRY).exists():
        found |= Q(territory__isnull=True)
    rows = UnmetText.objects.filter(found)
    return rows.select_related("territory").order_by("-told_on", "-pk")


def reports_for(user: User, *, on: date) -> list[Missing]:
    """The reports of 13 weeks in the territories the person animates, most frequent first."""
    since = on - timedelta(weeks=WEEKS)
    theirs = territories_moderated_by(user).values("path")
    counts = (
        UnmetReport.objects.filter(territory_path__in=theirs, week__gt=since)
        .values_list("need_code", "territory_path")
        .annotate(told=Sum("reports"))
        .order_by("-told", "need_code", "territory_path")
    )
    rows = list(counts)
    needs = {need.code: need for need in Need.objects.filter(code__in={row[0] for row in rows})}
    places = {
        place.path: place for place in Territory.objects.filter(path__in={row[1] for row in rows})
    }
    return [Missing(needs.get(code), places[path], told) for code, path, told in rows]


def needs_of_texts(texts: list[UnmetText]) -> dict[str, str]:
    """The labels of all needs named with the texts, by code."""
    codes = {code for text in texts for code in text.need_codes}
    return {need.code: need.label for need in Need.objects.filter(code__in=codes)}
