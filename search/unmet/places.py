"""The departments of the table, and what can be chosen to see fewer of them."""

from dataclasses import dataclass, field
from datetime import date

from territories.models import Territory
from territories.models.places import Level

_DEPARTMENTS = (Level.DEPARTMENT, Level.PROVINCE)


@dataclass(frozen=True, slots=True)
class Group:
    """A region (or a country without any) and the departments in it."""

    holder: Territory
    departments: list[Territory] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Places:
    """`departments` in the order of their paths; `above` are regions and countries, by path."""

    departments: list[Territory]
    above: dict[str, Territory]

    @classmethod
    def on(cls, day: date) -> "Places":
        """Departments and provinces; a region that has none (Brussels) stands for itself."""
        levels = [*_DEPARTMENTS, Level.REGION, Level.COUNTRY]
        rows = Territory.objects.current(on=day).filter(level__in=levels).order_by("path")
        found = list(rows)
        parted = {place.parent_id for place in found if place.level in _DEPARTMENTS}
        departments = [
            place
            for place in found
            if place.level in _DEPARTMENTS
            or (place.level == Level.REGION and place.pk not in parted)
        ]
        above = {place.path: place for place in found if place.level not in _DEPARTMENTS}
        return cls(departments, above)

    def find(self, uid: str) -> Territory | None:
        """The department, region or country of that uid; None when there is none here."""
        every = [*self.departments, *self.above.values()]
        return next((place for place in every if place.uid == uid), None)

    def groups(self) -> list[Group]:
        """The departments under what holds them, to choose from."""
        groups: dict[str, Group] = {}
        for department in self.departments:
            holders = [p for p in department.ancestor_paths() if p in self.above]
            path = holders[-1] if holders else department.path
            groups.setdefault(path, Group(self.above.get(path, department)))
            groups[path].departments.append(department)
        return list(groups.values())
