"""What of an offer filters, counts and ranks: small enough for every row to stay in memory."""

from typing import Any, TypedDict

from django.utils.dateparse import parse_datetime

from offers.models import Availability, PublicOffer

# What a page worth reading tells, besides its title, summary and needs.
_TOLD = (
    "what",
    "for_whom",
    "how_it_goes",
    "access_conditions",
    "documents",
    "fee",
    "engage_person",
    "audiences",
)


class Facts(TypedDict):
    """`needs` holds the codes of their categories too. `until`: when `level` stops being believed,
    in seconds since 1970, null for never. `quality`: the share of what a page should tell."""

    needs: list[str]
    audiences: list[str]
    service_types: list[str]
    modes: list[str]
    fee: str
    languages: list[str]
    hours: str
    coverage: list[str]
    level: str
    until: float | None
    quality: float


def facts_of(row: PublicOffer, categories: dict[str, str]) -> Facts:
    """`categories`: the code of a need to that of its category."""
    data = row.data
    level, until = _availability(data["availability"])
    needs = {*data["needs"], *(categories[code] for code in data["needs"] if code in categories)}
    return Facts(
        needs=sorted(needs),
        audiences=data["audiences"],
        service_types=data["service_types"],
        modes=data["reception_modes"],
        fee=data["fee"],
        languages=data["languages_spoken"],
        hours=data["opening_hours"],
        coverage=data["coverage"],
        level=level,
        until=until,
        quality=_quality(data),
    )


def _availability(stored: dict[str, Any] | None) -> tuple[str, float | None]:
    if stored is None:
        return Availability.Level.UNKNOWN.value, None
    until = parse_datetime(stored["expires_at"] or "")
    return stored["level"], until.timestamp() if until else None


def _quality(data: dict[str, Any]) -> float:
    told = [bool(data[name]) for name in _TOLD]
    told.append(bool(data["opening_hours"] or data["reception_modes"] == ["a-distance"]))
    told.append(len(data["summary"]) >= 40)
    return round(sum(told) / len(told), 2)
