"""What is compared of an offer: a few frozen values, made once from its fields."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from offers.twins.addresses import Street, street
from offers.twins.words import Terms, audiences, rest_of_title, sides, terms, terms_of
from territories.fold import fold

_TAG = re.compile(r"<[^>]*>")
_DAYS = frozenset(["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"])

# The fields an offer's facts are made of: what a query must bring.
FIELDS = (
    "title",
    "summary",
    "what",
    "needs",
    "street_address",
    "latitude",
    "longitude",
    "contact_phone",
    "contact_email",
    "website",
    "engage_person",
    "engage_worker",
)


class Place(NamedTuple):
    """A commune of today: former ones stand under it. `words` are those of their names."""

    uid: str
    words: frozenset[str] = frozenset()
    point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """`telling` are the words of the title that few services use, `said` all words of the offer
    and of its structure; a title is its `head` and the `rest`; the page of a `site` is apart;
    `sides` are those that the title takes of each contrast."""

    title: str
    structure: str
    place: Place
    street: Street
    point: tuple[float, float] | None
    phones: frozenset[str]
    mails: frozenset[str]
    site: tuple[str, str]
    needs: frozenset[str]
    title_terms: Terms
    telling: Terms
    head: str
    rest: Terms
    text: Terms
    said: Terms
    audiences: frozenset[str]
    days: frozenset[str]
    sides: Mapping[str, frozenset[str]]


def facts_of(
    fields: Mapping[str, Any], structure: str, place: Place, *, shows_address: bool = True
) -> Facts:
    """`shows_address` is False for an offer whose address nobody may guess by comparing."""
    title = fields.get("title") or ""
    body = " ".join((title, fields.get("summary") or "", bare(fields.get("what") or "")))
    words = fold(body).split()
    text = terms_of(words, without=place.words)
    title_terms = terms(title, without=place.words)
    head, rest = rest_of_title(title, without=place.words)
    return Facts(
        title=fold(title),
        structure=structure,
        place=place,
        street=street((fields.get("street_address") or "") if shows_address else ""),
        point=_point(fields) if shows_address else None,
        phones=frozenset(_contacts(fields, "contact_phone", "phone")),
        mails=frozenset(mail.lower() for mail in _contacts(fields, "contact_email", "mail")),
        site=site(fields.get("website") or ""),
        needs=frozenset(fields.get("needs") or ()),
        title_terms=title_terms,
        telling=title_terms.telling(),
        head=head,
        rest=rest,
        text=text,
        said=text | terms(structure, without=place.words),
        audiences=audiences(title),
        days=frozenset(word.removesuffix("s") for word in words) & _DAYS,
        sides=sides(title),
    )


def contacts_of(fields: Mapping[str, Any]) -> set[str]:
    """Phones and mails, in one spelling."""
    phones, mails = (
        _contacts(fields, "contact_phone", "phone"),
        _contacts(fields, "contact_email", "mail"),
    )
    return {*phones, *(mail.lower() for mail in mails)}


def bare(text: str) -> str:
    """HTML without its tags, good enough to compare words."""
    return html.unescape(_TAG.sub(" ", text)) if "<" in text or "&" in text else text


def _point(fields: Mapping[str, Any]) -> tuple[float, float] | None:
    latitude, longitude = fields.get("latitude"), fields.get("longitude")
    return None if latitude is None or longitude is None else (latitude, longitude)


def _contacts(fields: Mapping[str, Any], name: str, mode: str) -> Iterator[str]:
    if fields.get(name):
        yield fields[name]
    for row in (*(fields.get("engage_person") or ()), *(fields.get("engage_worker") or ())):
        if row.get("mode") == mode and row.get("value"):
            yield row["value"]


def site(address: str) -> tuple[str, str]:
    """Host without www, and the page of it; ("", "") for what is no address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", ""
    host = parts.netloc.lower().removeprefix("www.")
    page = parts.path.rstrip("/") + ("?" + parts.query if parts.query else "")
    return (host, page) if host else ("", "")
