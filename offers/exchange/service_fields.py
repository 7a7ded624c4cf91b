"""The proposable fields of a service, from the columns of its row."""

import math
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from offers import normalise
from offers.exchange import contacts, locating, texts
from offers.exchange.mapping import Mapping
from offers.exchange.places import PlaceTable
from offers.exchange.row_reading import RowReading
from offers.exchange.vocabulary import Vocabulary, load_table
from offers.normalise import Normaliser
from offers.schema import EVERYWHERE

_TITLE = normalise.line(shortest=3, longest=150)
_NAME = normalise.line(longest=120)
_DETAIL_MAX = 500
_MOST_NEEDS = 10
_EVERYONE = "tous-publics"
_PAYING = "payant"
_ON_SITE = "en-presentiel"

Fields = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ServiceFields:
    """Reads the fields of services of one source; says what it finds wrong to the row."""

    mapping: Mapping
    places: PlaceTable
    vocabulary: Vocabulary

    def read(self, row: RowReading, *, key: str) -> Fields:
        """Fields for apply_changes; not to be used when the row now has problems."""
        where = locating.whereabouts(row, self.mapping, self.places)
        areas = locating.coverage(row, self.mapping, self.places, commune=where.commune)
        region = _region(where.commune, areas, self.mapping)
        modes = self.vocabulary.codes(row, "modes_accueil")
        if _ON_SITE in modes and not where.commune:
            where = self._place_of_structure(row) or where
        if _ON_SITE in modes and not where.commune:
            row.refuse(
                "commune",
                row.text("commune") or row.text("code_insee"),
                _("Say in which commune people are received."),
                self.places.suggestion(self.mapping.country, row.text("commune")),
            )
        return {
            **self._essentials(row),
            **self._audience(row),
            **self._fee(row),
            **self._contact(row, key=key, region=region, has_place=bool(where.commune)),
            **where.as_fields(),
            "reception_modes": modes,
            "coverage": areas,
            "opening_hours": row.kept_or_dropped("horaires_accueil", normalise.opening_hours),
            "duration_weeks": _number(row, "nombre_semaines", least=1, most=520, whole=True),
            "hours_per_week": _number(row, "volume_horaire_hebdomadaire", least=0, most=80),
            "languages_spoken": _languages(row),
            "accessibility": row.kept_or_dropped(
                "accessibilite_lieu", normalise.lines(longest=1000)
            ),
        }

    def _essentials(self, row: RowReading) -> Fields:
        description = row.required("description")
        html = self._rich(row, "description", description)
        words = texts.in_words(description)
        if 0 < len(words) < 5:
            row.refuse(
                "description", description, _("Write at least %(count)d characters.") % {"count": 5}
            )
        said = " ".join(texts.in_words(row.text("resume")).split()) or words
        return {
            "title": self._title(row),
            "summary": texts.summary(said),
            "what": html,
            "how_it_goes": self._rich(
                row, "deroulement", row.text("deroulement") or contacts.long_note(row)
            ),
            "needs": self._needs(row),
            "service_types": self.vocabulary.codes(row, "type"),
        }

    def _title(self, row: RowReading) -> str:
        written = " ".join(row.required("nom").split())
        small = frozenset(self._writing("title").get("small_words", ()))
        kept = texts.title(written, small_words=small)
        if kept != written:
            row.repair(
                "nom", written, _("The last full stop, or the capitals, are taken off."), kept
            )
        if written and not row.has_problem("nom"):
            return str(
                RowReading({"nom": kept}, problems=row.problems).kept_or_refused("nom", _TITLE)
            )
        return ""

    def _writing(self, part: str) -> dict[str, Any]:
        return load_table(self.mapping.country, "writing").get(part, {})

    def _rich(self, row: RowReading, name: str, text: str) -> str:
        html = texts.rich_text(text)
        if texts.is_too_long(html):
            row.refuse(
                name,
                text,
                _("Write at most %(most)d characters.") % {"most": normalise.RICH_TEXT_MAX},
            )
        return html

    def _needs(self, row: RowReading) -> list[str]:
        codes = self.vocabulary.codes(row, "thematiques")
        if not codes and not row.has_problem("thematiques"):
            row.refuse(
                "thematiques",
                ", ".join(row.values.get("thematiques") or []),
                _("No need is given, nor can one be told: without a need nobody finds it."),
            )
        for code in codes[_MOST_NEEDS:]:
            row.drop("thematiques", code, _("An offer has ten needs at most."))
        return codes[:_MOST_NEEDS]

    def _audience(self, row: RowReading) -> Fields:
        codes = self.vocabulary.codes(row, "publics")
        if _EVERYONE in codes and len(codes) > 1:
            if self._is_translated(row, "publics"):
                others = ", ".join(code for code in codes if code != _EVERYONE)
                row.repair("publics", others, _("The offer is for everyone: the rest is left out."))
                codes = [_EVERYONE]
            else:
                row.refuse(
                    "publics",
                    ", ".join(codes),
                    _("“Everyone” goes alone: remove the other audiences."),
                )
        detail = " ".join(row.text("publics_precisions").split())
        fits = len(detail) <= _DETAIL_MAX
        return {
            "audiences": codes,
            "audience_detail": detail if fits else "",
            "for_whom": "" if fits else self._rich(row, "publics_precisions", detail),
            "access_conditions": self._rich(row, "conditions_acces", row.text("conditions_acces")),
            "documents": _documents(row),
            "min_age": _number(row, "age_min", least=0, most=120, whole=True),
            "max_age": _number(row, "age_max", least=0, most=120, whole=True),
        }

    def _is_translated(self, row: RowReading, name: str) -> bool:
        """Whether codes come from another list, where ours contradict each other innocently."""
        return name in self.mapping.services.tables or self.vocabulary.was_replaced(row, name)

    def _fee(self, row: RowReading) -> Fields:
        codes = self.vocabulary.codes(row, "frais")
        if len(codes) > 1:
            codes = [_PAYING] if _PAYING in codes else codes[:1]
            row.repair(
                "frais",
                ", ".join(row.values.get("frais") or []),
                _("Only one of them can be kept."),
                codes[0],
            )
        fee = codes[0] if codes else ""
        detail = " ".join(row.text("frais_precisions").split())
        if fee == _PAYING and not detail:
            detail = self._writing("fee").get("ask") or _("Ask the structure how much it costs.")
            row.repair(
                "frais_precisions", "", _("Nothing says how much: a sentence tells to ask."), detail
            )
        if len(detail) > _DETAIL_MAX:
            row.drop(
                "frais_precisions", detail, _("Cut to %(most)d characters.") % {"most": _DETAIL_MAX}
            )
            detail = texts.shortened(detail, _DETAIL_MAX)
        return {"fee": fee, "fee_detail": detail}

    def _contact(self, row: RowReading, *, key: str, region: str, has_place: bool) -> Fields:
        phone = contacts.phone(row, "telephone", region=region)
        mail = row.kept_or_refused("courriel", normalise.email)
        reach = contacts.Reach(
            phone=phone,
            mail=mail,
            link=_link(row, "lien_mobilisation"),
            has_place=has_place,
            structure_phone=self._of_structure(row, "telephone", region) if not phone else "",
            structure_mail=self._of_structure(row, "courriel", region) if not mail else "",
        )
        table = load_table(self.mapping.country, self.mapping.vocabulary)
        rows = contacts.engage_rows(
            row, key=key, reach=reach, orientation=table.get("modes_orientation", {})
        )
        if not any(rows.values()):
            row.refuse("modes_mobilisation", "", _("Say at least one way to get in touch."))
        return {
            **rows,
            "contact_name": row.kept_or_dropped("contact_nom_prenom", _NAME),
            "contact_phone": phone,
            "contact_email": mail,
            "website": _link(row, "site_web"),
        }

    def _of_structure(self, row: RowReading, name: str, region: str) -> str:
        """What the structure's own row says, silently nothing when that cannot be read."""
        beside = RowReading(dict(row.values.get(STRUCTURE) or {}))
        if name == "telephone":
            return contacts.phone(beside, name, region=region)
        return str(beside.kept_or_dropped(name, normalise.email))

    def _place_of_structure(self, row: RowReading) -> locating.Whereabouts | None:
        """The official schema: a service without address is received where its structure is."""
        beside = RowReading(dict(row.values.get(STRUCTURE) or {}))
        where = locating.whereabouts(beside, self.mapping, self.places)
        if not where.commune or beside.problems:
            return None
        row.repair("adresse", "", _("The address is that of the structure."))
        return where


# Where the row of a service carries the place and contacts of its structure.
STRUCTURE = "@structure"


def _region(commune: str | None, areas: list[str], mapping: Mapping) -> str:
    first = next((area for area in areas if area != EVERYWHERE), mapping.country)
    return (commune or first)[:2].upper()


def _link(row: RowReading, name: str) -> str:
    """A web address; one that is only too long for us is left out, a false one refuses the row."""
    if len(text := row.text(name)) > 500:
        row.drop(name, text, _("This address is too long: it is left out."))
        return ""
    return str(row.kept_or_refused(name, normalise.url))


def _number(
    row: RowReading, name: str, *, least: int, most: int, whole: bool = False
) -> int | float | None:
    """A number; below the least or not a number refuses, beyond the most is left out."""
    value = row.values.get(name)
    if value is None or value == "":
        return None
    number = _read_number(value)
    if number is None or number < least or (whole and not number.is_integer()):
        reason = (
            _("Write a whole number, %(least)d or more.")
            if whole
            else _("Write a number, %(least)d or more.")
        )
        row.refuse(name, value, reason % {"least": least})
        return None
    if number > most:
        row.drop(
            name, value, _("More than %(most)d is a mistake: it is left out.") % {"most": most}
        )
        return None
    return int(number) if whole else number


def _read_number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value.strip().replace(",", ".") if isinstance(value, str) else value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _documents(row: RowReading) -> list[str]:
    return _kept_list(row, "justificatifs", normalise.strings(most=30, longest=160))


def _languages(row: RowReading) -> list[str]:
    return _kept_list(row, "langues", normalise.languages)


def _kept_list(row: RowReading, name: str, read: Normaliser) -> list[str]:
    try:
        return list(read(row.values.get(name) or []))
    except normalise.Refused as refusal:
        row.drop(name, row.values[name], str(refusal))
        return []
