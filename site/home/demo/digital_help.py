"""The 687 real digital-help places as offers: what the source says, in its own lists."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from home.demo.written import rows_of
from offers import normalise
from offers.bulk import NewOffer
from offers.models import Provenance, Source, Structure
from offers.normalise import Refused
from offers.services import new_structure
from territories.areas import above_commune
from territories.distance import kilometres
from territories.fold import fold
from territories.models import PostalCode, Territory
from territories.models.places import Level

SOURCE = "mediation-numerique"
SOURCE_NAME = (
    "Cartographie nationale des lieux d'inclusion numérique (dates déplacées pour la démo)"
)
LICENCE = "Licence Ouverte 2.0"

_ACCESS = {"Accéder à du matériel", "Accéder à une connexion internet"}
_LEARN = {
    "Prendre en main un ordinateur",
    "Prendre en main un smartphone ou une tablette",
    "Utiliser le numérique au quotidien",
    "Approfondir ma culture numérique",
    "Promouvoir la citoyenneté numérique",
}
_FORMALITIES = {
    "Réaliser des démarches administratives avec un accompagnement",
    "Devenir autonome dans les démarches administratives",
    "Accompagner les démarches de santé",
}
_NEEDS = (
    (_FORMALITIES, "numerique--acceder-a-des-services-en-ligne"),
    (_LEARN, "numerique--maitriser-les-fondamentaux-du-numerique"),
    (_ACCESS, "numerique--acceder-a-une-connexion-internet"),
)
_TITLES = (
    (_FORMALITIES, "Aide aux démarches en ligne"),
    (_LEARN, "Apprendre à se servir du numérique"),
    (_ACCESS, "Ordinateurs et internet en libre accès"),
)
_AUDIENCES = {
    "Seniors (+ 65 ans)": "seniors",
    "Jeunes (16-26 ans)": "jeunes",
    "Familles/enfants": "familles",
}
# Beyond this the point or the name is wrong, and the name is the safer of the two.
_FAR_KM = 40
_LOWER = {"de", "du", "des", "d", "la", "le", "les", "l", "et", "au", "aux", "en", "sur", "à"}


def place_offers(*, source: Source, now: datetime) -> Iterator[tuple[Structure, NewOffer]]:
    """A structure and its one offer for each place, unsaved."""
    communes = _communes_by_postal_code()
    for row in rows_of("digital-help", "places"):
        commune = _commune(row, communes)
        structure = _structure(row, commune)
        yield structure, _offer(row, structure, commune, source=source, now=now)


def _communes_by_postal_code() -> dict[str, list[Territory]]:
    found: dict[str, list[Territory]] = {}
    codes = PostalCode.objects.filter(territory__country_code="fr", territory__level=Level.COMMUNE)
    for row in codes.select_related("territory__parent"):
        found.setdefault(row.code, []).append(row.territory)
    return found


def _commune(row: dict[str, Any], communes: dict[str, list[Territory]]) -> Territory:
    """The commune of that name among those of the postal code, else the nearest one."""
    candidates = communes.get(row["code_postal"], []) or [
        commune
        for code, found in communes.items()
        if code[:2] == row["code_postal"][:2]
        for commune in found
    ]
    named = [c for c in candidates if fold(c.name) == fold(row["commune"])]
    return min(
        named or candidates,
        key=lambda c: kilometres(
            row["latitude"], row["longitude"], c.latitude or 0.0, c.longitude or 0.0
        ),
    )


def _structure(row: dict[str, Any], commune: Territory) -> Structure:
    point = _point(row, commune)
    return new_structure(
        name=_name(row["nom"])[:150],
        kind_label="Lieu d’aide au numérique",
        commune=commune,
        home_territory=above_commune(commune),
        street_address=_name(row["adresse"])[:200],
        postal_code=row["code_postal"],
        phone=_kept(lambda: normalise.phone(row.get("telephone"), region="FR")),
        website=_kept(lambda: normalise.url(row.get("site_web"))),
        opening_hours=_kept(lambda: normalise.opening_hours(row.get("horaires"))),
        latitude=point[0],
        longitude=point[1],
    )


def _point(row: dict[str, Any], commune: Territory) -> tuple[float | None, float | None]:
    """The point of the source, or none when it stands far from the commune it names."""
    far = kilometres(
        row["latitude"], row["longitude"], commune.latitude or 0.0, commune.longitude or 0.0
    )
    return (row["latitude"], row["longitude"]) if far <= _FAR_KM else (None, None)


def _kept(read: Any) -> str:
    """What can be read of an old record; a value that cannot is left empty."""
    try:
        return str(read())
    except Refused:
        return ""


def _name(text: str) -> str:
    """Names shouted in capitals are written as people read them."""
    text = " ".join(text.split())
    if text != text.upper():
        return text
    words = [w.lower() if w.lower() in _LOWER else w.capitalize() for w in text.split(" ")]
    return text if len(words) == 1 and len(text) <= 6 else " ".join(words)


def _offer(
    row: dict[str, Any],
    structure: Structure,
    commune: Territory,
    *,
    source: Source,
    now: datetime,
) -> NewOffer:
    services = _parts(row, "services")
    age = timedelta(days=20 + int(row["id"]) % 300)
    return NewOffer(
        structure=structure,
        fields=_fields(row, structure, commune, services),
        modified_at=now - age,
        provenance=Provenance(
            source=source,
            external_id=f"mediation-numerique--{row['id']}",
            licence=LICENCE,
            imported_at=now - age,
        ),
    )


def _fields(
    row: dict[str, Any], structure: Structure, commune: Territory, services: list[str]
) -> dict[str, Any]:
    chosen = set(services)
    title = next(title for known, title in _TITLES if chosen & known)
    publics = _parts(row, "publics_accueillis")
    come = {"mode": "come", "value": "", "note": ""}
    phone = {"mode": "phone", "value": structure.phone, "note": ""}
    return {
        "title": f"{title} : {structure.name}"[:150],
        "summary": _sentence(services)[:280],
        "what": _list(services),
        "how_it_goes": _list(_details(row, "modalites_accompagnement")),
        "needs": [code for known, code in _NEEDS if chosen & known],
        "service_types": ["accompagnement"] + (["atelier"] if chosen & _LEARN else []),
        "audiences": sorted(_AUDIENCES[p] for p in publics if p in _AUDIENCES)
        if "Adultes" not in publics and any(p in _AUDIENCES for p in publics)
        else ["tous-publics"],
        "audience_detail": ", ".join(publics)[:500],
        **_fee(row),
        "reception_modes": ["en-presentiel"],
        "engage_person": [come, *([phone] if structure.phone else [])],
        "website": structure.website,
        "street_address": structure.street_address,
        "postal_code": structure.postal_code,
        "commune": commune.uid,
        "latitude": structure.latitude,
        "longitude": structure.longitude,
        "opening_hours": structure.opening_hours,
        "coverage": [structure.home_territory.uid],
    }


def _parts(row: dict[str, Any], name: str) -> list[str]:
    return [part.strip() for part in row.get(name, "").split(";") if part.strip()]


def _sentence(services: list[str]) -> str:
    first = services[0]
    rest = [text[0].lower() + text[1:] for text in services[1:4]]
    return ", ".join([first, *rest]) + "."


def _list(lines: list[str]) -> str:
    items = "".join(f"<li>{line[0].upper()}{line[1:]}</li>" for line in lines if line)
    return f"<ul>{items}</ul>" if items else ""


def _details(row: dict[str, Any], name: str) -> list[str]:
    """What stands after the colon of each part: the sentence under the category."""
    return [part.partition(" : ")[2] for part in _parts(row, name)]


def _fee(row: dict[str, Any]) -> dict[str, str]:
    conditions = _parts(row, "conditions_acces")
    if any(text.startswith(("Payant", "Adhésion")) for text in conditions):
        details = " ; ".join(_details(row, "conditions_acces"))
        return {"fee": "payant", "fee_detail": details[:500]}
    return {"fee": "gratuit", "fee_detail": ""}
