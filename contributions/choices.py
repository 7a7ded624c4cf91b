"""Codes and places as a person chooses or types them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from accounts.kept_query import KeptQuery
from contributions.spoken import SPOKEN
from offers.labels import area_names, language_name
from offers.normalise import Refused
from offers.schema import EVERYWHERE
from offers.words import words
from territories.fold import fold
from territories.models import Territory
from territories.resolution import resolve_place

Choice = tuple[str, Any]


@dataclass(frozen=True)
class Choices:
    """What can be chosen on the form of one page; each list is read once.

    `home` is the territory of the page.
    """

    home: Territory

    @cached_property
    def needs(self) -> list[Choice]:
        """Needs under their category."""
        needs = [need for need in words().needs.values() if need.replaced_by_id is None]
        leaves: dict[int | None, list[Choice]] = {}
        for need in needs:
            leaves.setdefault(need.category_id, []).append((need.code, need.label))
        return [(need.label, leaves[need.pk]) for need in needs if need.pk in leaves]

    def terms(self, scheme: str) -> list[Choice]:
        return [
            (term.code, term.label)
            for term in words().terms.values()
            if term.scheme == scheme and term.replaced_by_id is None
        ]

    def areas(self, chosen: Iterable[str]) -> list[Choice]:
        """The areas chosen now, those around the page, and everywhere."""
        around = Territory.objects.above(self.home).values_list("uid", flat=True)
        uids = dict.fromkeys([*chosen, self.home.uid, *around, EVERYWHERE])
        return list(zip(uids, area_names(list(uids)), strict=True))


def place_name(uid: str | None) -> str:
    """How a place is shown in a text box, so that typing nothing finds it again."""
    found = _names.one(uid=uid) if uid else None
    if found is None:
        return uid or ""
    name, parent = found
    return f"{name} ({parent})" if parent else name


_names = KeptQuery(
    lambda slot: Territory.objects.filter(uid=slot("uid")).values_list("name", "parent__name")
)


def place_uid(text: str, *, country: str) -> str:
    """The place a person means. Raises Refused, naming the candidates when there are several."""
    if not text.strip():
        return ""
    found = resolve_place(text, country=country)
    if found.place is not None:
        return str(found.place.uid)
    names = ", ".join(place_name(place.uid) for place in found.choices[:5])
    if names:
        raise Refused(_("Several places fit. Write one of these: %(names)s.") % {"names": names})
    raise Refused(_("We do not know this place. Write the name of a commune or its postal code."))


def language_names(codes: Iterable[str]) -> str:
    return ", ".join(language_name(code) for code in codes)


def language_codes(text: str) -> list[str]:
    """Codes of languages typed by name or code, parted by commas; unknown words stay as typed."""
    known = {fold(language_name(code)): code for code in SPOKEN}
    known |= {fold(get_language_info(code)["name_local"]): code for code in ("fr", "en", "ar")}
    words = [word.strip() for word in text.replace("\n", ",").replace(";", ",").split(",")]
    return [known.get(fold(word), word.lower()) for word in words if word]
