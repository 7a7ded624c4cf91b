"""Places told in plain words: code, name, level, department."""

from collections.abc import Iterable
from typing import TypedDict

from territories.lookup import Place
from territories.models import Territory, Zone
from territories.models.places import Level

_DEPARTMENTS = (Level.DEPARTMENT, Level.PROVINCE)
# What is said outside; a level of ours that is not here bears its own name.
_LEVELS = {Level.DISTRICT: "arrondissement", Level.PROVINCE: "department"}


class Described(TypedDict):
    """`department` is the code of the department or province that holds it, or is it."""

    uid: str
    code: str
    name: str
    level: str
    department: str | None


def describe(places: Iterable[Place]) -> list[Described]:
    """In the order given; one query."""
    places = list(places)
    territories = [place for place in places if isinstance(place, Territory)]
    paths = {path for one in territories for path in (*one.ancestor_paths(), one.path)}
    departments = dict(
        Territory.objects.filter(path__in=paths, level__in=_DEPARTMENTS).values_list("path", "code")
    )
    return [_described(place, departments) for place in places]


def _described(place: Place, departments: dict[str, str]) -> Described:
    if isinstance(place, Zone):
        level, department = "zone", None
    else:
        level = _LEVELS.get(Level(place.level), place.level)
        above = (*place.ancestor_paths(), place.path)
        department = next((departments[path] for path in above if path in departments), None)
    return Described(
        uid=place.uid, code=place.code, name=place.name, level=level, department=department
    )
