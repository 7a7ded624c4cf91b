"""Offers that look like the one being written, and what to do when it is the same."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from contributions.creating.kinds import first
from contributions.creating.screens import Written
from contributions.creating.ways import rows_of
from contributions.simple_text import to_html
from offers import normalise
from offers.cards import place_name
from offers.models import Structure
from offers.normalise import Refused
from offers.twins.suggesting import LookAlike, look_alikes

_WHY = {
    "phone": _("same phone number"),
    "mail": _("same e-mail address"),
    "site": _("same web page"),
    "structure": _("same structure"),
    "title": _("a name much alike"),
    "text": _("a text much alike"),
    "needs": _("the same needs"),
}


@dataclass(frozen=True, slots=True)
class AlikeCard:
    """`claim_url` is for whoever runs it, `edit_url` for whoever would correct it."""

    title: str
    url: str
    structure: str
    place: str
    summary: str
    why: list[str]
    claim_url: str
    edit_url: str


def alike_cards(written: Written) -> list[AlikeCard]:
    """The offers shown beside a draft, three at most, by what is typed so far."""
    runner = written.runner
    structure = runner.name if runner else first(written.typed, "structure_name")
    return [_card(alike) for alike in look_alikes(_known(written), structure=structure)]


def claim_url(structure: Structure) -> str:
    """Where people say that they run a structure."""
    try:
        return reverse("offers:claim-structure", args=[structure.public_id])
    except NoReverseMatch:
        return structure.get_absolute_url()


def _card(alike: LookAlike) -> AlikeCard:
    row = alike.offer
    return AlikeCard(
        title=row.title,
        url=row.get_absolute_url(),
        structure=row.structure.name,
        place=place_name(row.data),
        summary=row.data["summary"],
        why=[str(_WHY[code]) for code in alike.reasons],
        claim_url=claim_url(row.structure),
        edit_url=reverse("contributions:propose-edit", args=[row.public_id]),
    )


def _known(written: Written) -> dict[str, Any]:
    """The fields as far as they can be read while they are being typed."""
    typed, place = written.typed, written.seen_from
    region = written.country.upper()
    phone = _readable(
        lambda text: normalise.phone(text, region=region), first(typed, "person_phone")
    )
    said = {
        "person_phone": phone,
        "person_mail": _readable(normalise.email, first(typed, "person_mail")),
        "person_link": _readable(normalise.url, first(typed, "person_link")),
    }
    return {
        "title": " ".join(first(typed, "title").split())[:150],
        "summary": first(typed, "summary"),
        "what": to_html(first(typed, "what")[:10_000]),
        "needs": typed.get("needs", []),
        "commune": place.uid if place else None,
        "street_address": first(typed, "street_address"),
        "website": _readable(normalise.url, first(typed, "website")),
        "engage_person": rows_of(said, "person"),
    }


def _readable(read: Callable[[Any], Any], text: str) -> str:
    try:
        return str(read(text))
    except Refused:
        return ""
