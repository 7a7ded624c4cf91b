"""What new_structure takes, from the columns of a structure's row."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from offers import normalise
from offers.exchange import contacts, locating, texts
from offers.exchange.mapping import Mapping
from offers.exchange.places import PlaceTable
from offers.exchange.row_reading import RowReading
from offers.exchange.vocabulary import load_table

_NAME = normalise.line(shortest=3, longest=150)
_DESCRIPTION_MIN, _DESCRIPTION_MAX = 5, 10_000
_KIND_MAX = 80


@dataclass(frozen=True, slots=True)
class StructureFields:
    mapping: Mapping
    places: PlaceTable

    def read(self, row: RowReading) -> dict[str, Any]:
        """Keyword arguments of new_structure; not to be used when the row now has problems."""
        where = locating.whereabouts(row, self.mapping, self.places)
        if not where.commune:
            row.refuse(
                "commune",
                row.text("commune") or row.text("code_insee"),
                _("No commune is known here, and the structure belongs to one."),
                self.places.suggestion(self.mapping.country, row.text("commune")),
            )
        region = (where.commune or self.mapping.country)[:2].upper()
        return {
            "name": self._name(row),
            "kind_label": self._kind(row),
            "description": _description(row),
            "identifier": self._identifier(row),
            "phone": contacts.phone(row, "telephone", region=region),
            "email": row.kept_or_refused("courriel", normalise.email),
            "website": row.kept_or_refused("site_web", normalise.url),
            **where.as_fields(),
            "opening_hours": row.kept_or_dropped("horaires_accueil", normalise.opening_hours),
            "accessibility": row.kept_or_dropped(
                "accessibilite_lieu", normalise.lines(longest=1000)
            ),
        }

    def _name(self, row: RowReading) -> str:
        written = " ".join(row.required("nom").split())
        kept = texts.without_full_stop(written)
        if kept != written:
            row.repair(
                "nom", written, _("The last full stop, or the capitals, are taken off."), kept
            )
        if not written:
            return ""
        return str(RowReading({"nom": kept}, problems=row.problems).kept_or_refused("nom", _NAME))

    def _kind(self, row: RowReading) -> str:
        """The label of the kind of structure; networks, which are not kinds, are told as lost."""
        labels = load_table(self.mapping.country, "writing").get("structure_kinds", {})
        written = " ".join(row.text("typologie").split())
        networks = row.values.get("reseaux_porteurs") or []
        for code in (written, *networks):
            if label := labels.get(code):
                return str(label)
        if networks:
            row.drop("reseaux_porteurs", ", ".join(networks), _("Networks have no place here yet."))
        return str(normalise.line(longest=_KIND_MAX)(written[:_KIND_MAX]))

    def _identifier(self, row: RowReading) -> str:
        number = "".join(row.text("siret").split())
        form = self.mapping.formats.get("siret")
        if number and form and not form.shape.fullmatch(number):
            row.refuse("siret", number, _("This code is not written as it should."))
        return number[:40]


def _description(row: RowReading) -> str:
    text = row.text("description")
    words = texts.in_words(text) if "<" in text else normalise.lines(longest=1_000_000)(text)
    if words and not _DESCRIPTION_MIN <= len(words) <= _DESCRIPTION_MAX:
        row.refuse(
            "description",
            text,
            _("Write between %(least)d and %(most)d characters.")
            % {"least": _DESCRIPTION_MIN, "most": _DESCRIPTION_MAX},
        )
    return str(words)
