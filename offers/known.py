"""What codes and places exist: read once, asked many times while fields are checked."""

from dataclasses import dataclass, field
from typing import Self

from offers.models import Need, Term
from territories.models import Territory, Zone


@dataclass(slots=True)
class Known:
    """Vocabulary codes by list, needs that hide an address, and places looked up as they come."""

    codes: dict[str, frozenset[str]]
    hiding_needs: frozenset[str]
    _places: dict[str, "Territory | None"] = field(default_factory=dict)
    _zones: dict[str, bool] = field(default_factory=dict)

    @classmethod
    def from_database(cls) -> Self:
        """Two queries; keep the object for a batch, not longer than a request."""
        codes: dict[str, set[str]] = {}
        for scheme, code in Term.objects.filter(replaced_by=None).values_list("scheme", "code"):
            codes.setdefault(scheme, set()).add(code)
        needs = list(Need.objects.current().leaves().values_list("code", "hides_address"))
        codes["need"] = {code for code, _hides in needs}
        return cls(
            codes={scheme: frozenset(found) for scheme, found in codes.items()},
            hiding_needs=frozenset(code for code, hides in needs if hides),
        )

    def unknown(self, scheme: str, codes: list[str]) -> list[str]:
        return [code for code in codes if code not in self.codes.get(scheme, ())]

    def territory(self, uid: str) -> Territory | None:
        if uid not in self._places:
            self._places[uid] = Territory.objects.filter(uid=uid).first()
        return self._places[uid]

    def is_area(self, uid: str) -> bool:
        """Whether the uid names a territory or a zone."""
        if self.territory(uid) is not None:
            return True
        if uid not in self._zones:
            self._zones[uid] = Zone.objects.filter(uid=uid).exists()
        return self._zones[uid]
