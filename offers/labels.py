"""Words for the codes of a public offer, in the reader's language, in one query."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language, get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from accounts.kept_query import KeptQuery, Slot
from offers.models import Need
from offers.schema import EVERYWHERE
from offers.words import words
from territories.models import Territory, Zone

# ISO 639 codes that Django has no name for.
_OTHER_LANGUAGES = {
    "rcf": gettext_lazy("Réunion Creole"),
    "ps": gettext_lazy("Pashto"),
    "ti": gettext_lazy("Tigrinya"),
    "ln": gettext_lazy("Lingala"),
    "so": gettext_lazy("Somali"),
    "wo": gettext_lazy("Wolof"),
    "ff": gettext_lazy("Fula"),
    "bm": gettext_lazy("Bambara"),
    "rom": gettext_lazy("Romani"),
    "ku": gettext_lazy("Kurdish"),
    "tl": gettext_lazy("Tagalog"),
    "mg": gettext_lazy("Malagasy"),
    "prs": gettext_lazy("Dari"),
}


@dataclass(frozen=True, slots=True)
class Labels:
    """Needs as records (label and code), the rest as words."""

    needs: list[Need]
    terms: dict[tuple[str, str], str]
    areas: list[str]
    languages: list[str]

    def of(self, scheme: str, codes: Iterable[str]) -> list[str]:
        return [self.terms.get((scheme, code), code) for code in codes]


def labels_for(data: dict[str, Any]) -> Labels:
    """Everything the page of one offer names: what is remembered, and a query for the areas."""
    known, asked = words(), set(data["needs"])
    codes = {
        *data["audiences"],
        *data["service_types"],
        *data["reception_modes"],
        data["fee"],
    }
    return Labels(
        needs=[need for code, need in known.needs.items() if code in asked],
        terms={key: term.label for key, term in known.terms.items() if key[1] in codes},
        areas=area_names(data["coverage"]),
        languages=[language_name(code) for code in data["languages_spoken"]],
    )


def area_names(uids: list[str]) -> list[str]:
    """Names of territories and zones, in the order of the uids."""
    names = dict(_territories.ask(uids=uids)) if uids else {}
    if missing := [uid for uid in uids if uid not in names and uid != EVERYWHERE]:
        names |= dict(_zones.ask(uids=missing))
    names[EVERYWHERE] = _("everywhere")
    return [names.get(uid, uid) for uid in uids]


@KeptQuery
def _territories(slot: type[Slot]) -> QuerySet[Territory, tuple[str, str]]:
    return Territory.objects.filter(uid__among=slot("uids")).order_by().values_list("uid", "name")


@KeptQuery
def _zones(slot: type[Slot]) -> QuerySet[Zone, tuple[str, str]]:
    return Zone.objects.filter(uid__among=slot("uids")).order_by().values_list("uid", "name")


def language_name(code: str) -> str:
    """In lower case but in English, as a list of languages is written."""
    try:
        name = str(get_language_info(code)["name_translated"])
    except KeyError:
        name = str(_OTHER_LANGUAGES.get(code, code))
    return name if (get_language() or "").startswith("en") else name.lower()
