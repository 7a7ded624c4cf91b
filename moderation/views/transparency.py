from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from journal.models import AuditSeal
from moderation.transparency.acts import MEASURES
from moderation.transparency.concealing import K
from moderation.transparency.counts import Count, counts
from moderation.transparency.events import first_day
from moderation.transparency.figures import Country, Figures, Line, figures
from moderation.transparency.log import acts_on_pages, entries
from moderation.transparency.open_data import (
    figures_csv,
    figures_json,
    log_csv,
    log_json,
    seals_csv,
)
from moderation.transparency.periods import (
    Period,
    month_after,
    month_before,
    read_month,
    read_year,
    years,
)
from moderation.transparency.saying import hours_said, reason_said
from search.unmet.places import Places

ACTS_A_PAGE = 50
SEALS_SHOWN = 7
# The measures that are shown large, in short words.
MAIN = {
    "received": _("received"),
    "accepted": _("accepted"),
    "refused": _("refused"),
    "overturned": _("overturned on appeal"),
}
_KEPT_SECONDS = 3600


@require_safe
def yearly(request: HttpRequest) -> HttpResponse:
    """Yearly figures of moderation: of each country, and of one department when it is chosen."""
    today = timezone.localdate()
    known = years(first_day(), on=today)
    found = figures(read_year(request.GET.get("annee", ""), among=known), on=today)
    chosen = _chosen_line(found, request.GET.get("territoire", ""))
    context = {
        "years": known,
        "year": found.year,
        "period": found.period,
        "countries": [_country(country) for country in _told_first(found)],
        "chosen": chosen and {"line": chosen, **_numbers(chosen)},
        "places": [line.place for country in found.countries for line in country.departments],
        "fewest": K,
        "seals": AuditSeal.objects.order_by("-number")[:SEALS_SHOWN],
        "query": urlencode({"annee": found.year}),
    }
    return render(request, "moderation/transparency/figures.html", context)


@require_safe
def yearly_csv(request: HttpRequest) -> StreamingHttpResponse:
    found = _asked_figures(request)
    return _file(figures_csv(found), f"moderation-{found.year}.csv")


@require_safe
def yearly_json(request: HttpRequest) -> JsonResponse:
    response = JsonResponse(figures_json(_asked_figures(request)))
    patch_cache_control(response, public=True, max_age=_KEPT_SECONDS)
    return response


@require_safe
def log(request: HttpRequest) -> HttpResponse:
    """What animators did in a month: on pages act by act, the rest counted once it is over."""
    asked = _AskedLog(request)
    page = Paginator(asked.acts(), ACTS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "month": asked.month,
        "place": asked.place,
        "groups": asked.places.groups(),
        "countries": [p for p in asked.places.above.values() if p.parent_id is None],
        "entries": entries(page.object_list),
        "count": page.paginator.count,
        "is_running": asked.is_running,
        "counts": [
            (one, [(reason_said(one.measure.code, code), n) for code, n in one.reasons.items()])
            for one in asked.counts()
        ],
        "fewest": K,
        "before_url": asked.url(month_before(asked.month)) if asked.has_before else "",
        "after_url": "" if asked.is_running else asked.url(month_after(asked.month)),
        "previous_url": asked.url(page=page.number - 1) if page.has_previous() else "",
        "next_url": asked.url(page=page.number + 1) if page.has_next() else "",
        "query": asked.query(),
    }
    return render(request, "moderation/transparency/log.html", context)


@require_safe
def log_as_csv(request: HttpRequest) -> StreamingHttpResponse:
    asked = _AskedLog(request)
    lines = log_csv(asked.every_entry(), site=settings.SITE_URL)
    return _file(lines, f"journal-moderation-{asked.month:%Y-%m}.csv")


@require_safe
def log_as_json(request: HttpRequest) -> JsonResponse:
    asked = _AskedLog(request)
    told = log_json(
        asked.every_entry(),
        asked.counts(),
        period=asked.period,
        place=asked.place.uid if asked.place else "",
        site=settings.SITE_URL,
    )
    response = JsonResponse(told)
    patch_cache_control(response, public=True, max_age=_KEPT_SECONDS)
    return response


@require_safe
def seals(request: HttpRequest) -> StreamingHttpResponse:
    """Every seal of the audit trail: whoever keeps this file can tell later that it is the same."""
    return _file(seals_csv(AuditSeal.objects.iterator()), "sceaux.csv")


class _AskedLog:
    """The month and the territory that an address asks for; what is not known asks for nothing."""

    def __init__(self, request: HttpRequest) -> None:
        today, first = timezone.localdate(), first_day()
        self.month = read_month(request.GET.get("mois", ""), on=today)
        self.period = Period.of_month(self.month)
        self.is_running = self.month == today.replace(day=1)
        self.has_before = first is not None and first.replace(day=1) < self.month
        self.places = Places.on(today)
        self.place = self.places.find(request.GET.get("territoire", ""))

    @property
    def path(self) -> str:
        return self.place.path if self.place else ""

    def acts(self) -> Any:
        return acts_on_pages(self.period, path=self.path)

    def every_entry(self) -> Any:
        return entries(self.acts())

    def counts(self) -> list[Count]:
        if self.is_running:
            return []
        return counts(self.period, place=self.place, places=self.places)

    def query(self, month: date | None = None, **more: int) -> str:
        fields = {
            "mois": f"{month or self.month:%Y-%m}",
            "territoire": self.place.uid if self.place else "",
            **more,
        }
        return urlencode({name: value for name, value in fields.items() if value})

    def url(self, month: date | None = None, **more: int) -> str:
        return f"{reverse('moderation:log')}?{self.query(month, **more)}"


def _asked_figures(request: HttpRequest) -> Figures:
    today = timezone.localdate()
    year = read_year(request.GET.get("annee", ""), among=years(first_day(), on=today))
    return figures(year, on=today)


def _chosen_line(found: Figures, uid: str) -> Line | None:
    lines = [line for country in found.countries for line in (country.line, *country.departments)]
    return next((line for line in lines if line.place.uid == uid), None)


def _country(country: Country) -> dict[str, Any]:
    reasons = country.reasons["refused"]
    return {
        "line": country.line,
        **_numbers(country.line),
        "told": sorted(
            (line for line in country.departments if line.says_something),
            key=lambda line: line.place.search_name,
        ),
        "silent": sum(not line.says_something for line in country.departments),
        "reasons": [(reason_said("refused", code), n) for code, n in reasons.shown.items()],
        "other_reasons": reasons.rest if reasons.shown else None,
    }


def _told_first(found: Figures) -> list[Country]:
    """Countries of which there is something to show, then the others."""
    return sorted(found.countries, key=lambda country: not country.line.says_something)


def _numbers(line: Line) -> dict[str, Any]:
    """Each measure with its number, None below K; how long answers took, in words, "" when too few
    were given."""
    return {
        "main": [{"label": label, "number": line.numbers[code]} for code, label in MAIN.items()],
        "facts": [{"label": one.label, "number": line.numbers[one.code]} for one in MEASURES],
        "times": {"median": hours_said(line.median_hours), "tenths": hours_said(line.tenths_hours)},
    }


def _file(lines: Iterator[str], name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    patch_cache_control(response, public=True, max_age=_KEPT_SECONDS)
    return response
