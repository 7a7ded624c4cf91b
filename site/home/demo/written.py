"""The offers written for the demo, territory by territory, read from reviewable files."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from offers.bulk import NewOffer
from offers.models import (
    Availability,
    Provenance,
    Source,
    Structure,
    TemporaryNotice,
    Verification,
)
from offers.schema import OFFER_FIELDS
from offers.services import AVAILABILITY_LASTS, new_structure
from territories.areas import above_commune
from territories.models import Territory

DATA = Path(__file__).parent / "data"
SOURCE = "maillage-demonstration"
SOURCE_NAME = "Maillage (démonstration)"
LICENCE = "Licence Ouverte 2.0"
FOLDERS = ("aveyron", "rhone", "reunion", "liege")


def rows_of(folder: str, name: str) -> Iterator[dict[str, Any]]:
    for line in (DATA / folder / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def structures_of(folder: str) -> dict[str, tuple[Structure, bool]]:
    """Unsaved structures by their key, and whether someone keeps their pages."""
    found = {}
    for row in rows_of(folder, "structures"):
        key, owned = row.pop("key"), row.pop("owned")
        commune = Territory.objects.select_related("parent").get(uid=row.pop("commune"))
        structure = new_structure(commune=commune, home_territory=above_commune(commune), **row)
        found[key] = (structure, owned)
    return found


def offers_of(
    folder: str, structures: dict[str, Structure], *, source: Source, now: datetime
) -> Iterator[NewOffer]:
    """The offers of a folder, their dates counted back from now."""
    for row in rows_of(folder, "offers"):
        yield new_offer(row, structures[row["structure"]], source=source, now=now)


def new_offer(
    row: dict[str, Any], structure: Structure, *, source: Source, now: datetime
) -> NewOffer:
    return NewOffer(
        structure=structure,
        fields={name: row[name] for name in OFFER_FIELDS if name in row},
        modified_at=now - timedelta(days=row["modified_days_ago"]),
        availability=_availability(row["availability"], now=now),
        verification=_verification(row["verified_days_ago"], now=now),
        provenance=Provenance(
            source=source, external_id=row["key"], licence=LICENCE, imported_at=now
        ),
        notices=[_notice(row["notice"], now=now)] if row.get("notice") else [],
    )


def _availability(said: dict[str, Any], *, now: datetime) -> Availability:
    days = said["next_intake_days"]
    return Availability(
        level=said["level"],
        places=said["places"],
        next_intake=(now + timedelta(days=days)).date() if days is not None else None,
        note=said["note"],
        set_at=now - timedelta(days=3),
        expires_at=now - timedelta(days=3) + AVAILABILITY_LASTS,
    )


def _verification(days_ago: int | None, *, now: datetime) -> Verification | None:
    if days_ago is None:
        return None
    methods = (Verification.Method.STRUCTURE, Verification.Method.PHONE)
    return Verification(method=methods[days_ago % 2], at=now - timedelta(days=days_ago))


def _notice(said: dict[str, Any], *, now: datetime) -> TemporaryNotice:
    return TemporaryNotice(
        kind=said["kind"],
        text=said["text"],
        starts_at=now + timedelta(days=said["from_days"]),
        ends_at=now + timedelta(days=said["to_days"]),
    )
