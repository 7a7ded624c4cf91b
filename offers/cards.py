"""A public offer as a list shows it, and as its page shows how to get in touch."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any, Protocol

import orjson
from django.db import connection
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.timesince import timesince
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from journal.lasting import holds_until
from offers.ages import cut, next_cut
from offers.availability import availability_now
from offers.models import PublicOffer, Structure, Verification
from offers.models.public import offer_path
from offers.models.structures import AddressVisibility
from offers.words import words

# Days after a check until a page is called ageing, then stale (DORA's own limit is six months).
AGEING_AFTER = 90
STALE_AFTER = 180
MOST_REMEMBERED = 2_000


class CardRow(Protocol):
    """What a card is drawn from: a PublicOffer, or the part of one that a card shows."""

    title: str
    data: dict[str, Any]

    def get_absolute_url(self) -> str: ...


@dataclass(slots=True)
class ShownOffer:
    public_id: str
    slug: str
    title: str
    data: dict[str, Any]

    def get_absolute_url(self) -> str:
        return offer_path(self.public_id, self.slug)


_ROWS = (
    "SELECT offer_id, public_id, slug, title, data "  # noqa: S608 only the name of a table
    f"FROM {PublicOffer._meta.db_table} WHERE offer_id IN"
)


def shown_offers(ids: Collection[int]) -> dict[int, ShownOffer]:
    """The public rows of these offers, by their number; those that are gone are left out.

    Read without the ORM, which takes three times as long to ask and to answer as the database.
    """
    if not ids:
        return {}
    # Numbers, written as they are: a driver looks at each parameter.
    numbers = ", ".join(str(int(each)) for each in ids)
    with connection.cursor() as cursor:
        cursor.execute(f"{_ROWS} ({numbers})")
        return {
            offer_id: ShownOffer(public_id, slug, title, orjson.loads(data))
            for offer_id, public_id, slug, title, data in cursor.fetchall()
        }


def cards(rows: Sequence[CardRow]) -> list[dict[str, Any]]:
    """What components/card.html shows of each row."""
    labels = need_labels(code for row in rows for code in row.data["needs"])
    return [card(row, labels) for row in rows]


def need_labels(codes: Iterable[str]) -> dict[str, str]:
    """What each need is called."""
    needs = words().needs
    return {code: needs[code].label for code in set(codes) if code in needs}


def card(row: CardRow, need_labels: dict[str, str]) -> dict[str, Any]:
    data = row.data
    availability = availability_now(data)
    return {
        "url": row.get_absolute_url(),
        "title": row.title,
        "structure": data["structure"]["name"],
        "place": place_name(data),
        "summary": data["summary"],
        "needs": [need_labels.get(code, code) for code in data["needs"]],
        "availability": availability["level"],
        "availability_note": availability.get("note", ""),
        **freshness(data),
    }


def place_name(data: dict[str, Any]) -> str:
    """Where people are received: the commune, else the territory, or at a distance."""
    if data["address"]["commune_name"]:
        return str(data["address"]["commune_name"])
    if data["reception_modes"] == ["a-distance"]:
        return _("Remote")
    return str(data["home_territory"]["name"])


def structure_place(structure: Structure) -> str:
    """The commune of a structure, or its territory when even the commune is hidden."""
    if structure.commune and structure.address_visibility != AddressVisibility.HIDDEN:
        return structure.commune.name
    return structure.home_territory.name


def freshness(data: dict[str, Any]) -> dict[str, str]:
    """State and sentence of the last check; an edit or an import is not a check."""
    verified = data["verified"]
    if verified is None:
        return {"freshness": "never", "freshness_text": _("Not checked yet")}
    now = timezone.now()
    at = parse_datetime(verified["at"]) or now
    holds_until(at + next_cut(now - at))
    days = (now - at).days
    text = _checked(cut(now - at), verified["method"], get_language() or "")
    if days >= STALE_AFTER:
        return {"freshness": "stale", "freshness_text": text}
    return {"freshness": "ageing" if days >= AGEING_AFTER else "fresh", "freshness_text": text}


@lru_cache(MOST_REMEMBERED)
def _checked(age: timedelta, method: str, language: str) -> str:
    with override(language):
        now = timezone.now()
        return _("Checked %(ago)s ago %(how)s") % {
            "ago": timesince(now - age, now, depth=1),
            "how": Verification.Method(method).label,
        }
