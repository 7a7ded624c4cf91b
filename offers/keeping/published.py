"""The addresses and numbers on the pages of a structure that can prove who speaks for it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from wagtail.models import PageLogEntry, Revision

from offers.keeping.bounds import bounds
from offers.keeping.free_mail import is_free_mail
from offers.models import OfferPage, PublicOffer, Structure, StructureClaim

Kind = Literal["mail", "phone"]

# A structure has few addresses: past so many pages, nothing new is found.
MOST_PAGES = 50
_FIELDS = {"mail": "email", "phone": "phone"}
# What an import writes, and a source, not a person, answers for.
_IMPORTING = ("offer.imported", "offer.import_undone", "offer.created")
_ROWS = ("engage_person", "engage_worker")


@dataclass(frozen=True, slots=True)
class Standing:
    """Since when a value stands somewhere without a break, and who put it there.

    `by` is None when nobody did (an import), or nobody known any more (then not `is_known`).
    """

    since: datetime
    by: int | None
    is_known: bool


def proofs(structure: Structure, *, kind: Kind, claimant_id: int, at: datetime) -> list[str]:
    """The public addresses or numbers that prove something for this person, best known first.

    Each has stood for 30 days on the structure or one of its offers, was not put there by the
    person, nor by someone else who claims the structure, and a mail is at no free provider.
    """
    suspects = {claimant_id, *_other_claimants(structure, claimant_id)}
    oldest = at - bounds().published_for
    standings = _standings(structure, kind)
    return [
        value
        for value, found in standings.items()
        if _can_prove(value, kind) and any(_proves(one, suspects, oldest) for one in found())
    ]


def _other_claimants(structure: Structure, claimant_id: int) -> Iterable[int]:
    claims = StructureClaim.objects.filter(structure=structure).exclude(claimant=claimant_id)
    granted = StructureClaim.State.GRANTED
    return claims.exclude(state=granted).values_list("claimant_id", flat=True)


def _can_prove(value: str, kind: Kind) -> bool:
    """Short numbers are national ones, and anybody has an address at a free provider."""
    return not is_free_mail(value) if kind == "mail" else value.startswith("+")


def _proves(standing: Standing, suspects: set[int], oldest: datetime) -> bool:
    return standing.is_known and standing.by not in suspects and standing.since <= oldest


def _standings(structure: Structure, kind: Kind) -> dict[str, Callable[[], Iterator[Standing]]]:
    """Each public value with a way to read, page by page, how long it has stood there."""
    own = getattr(structure, _FIELDS[kind])
    pages: dict[str, list[int]] = {own: []} if own else {}
    rows = PublicOffer.objects.live().filter(structure=structure).order_by("pk")
    for pk, data in rows.values_list("pk", "data")[:MOST_PAGES]:
        for value in _said({**data, **_contact(data)}, kind):
            pages.setdefault(value, []).append(pk)

    def reader(value: str) -> Callable[[], Iterator[Standing]]:
        def read() -> Iterator[Standing]:
            if value == own:
                yield _on_structure(structure, kind)
            for pk in pages[value]:
                yield _on_offer(pk, kind, value)

        return read

    return {value: reader(value) for value in pages}


def _contact(data: dict[str, Any]) -> dict[str, str]:
    contact = data["contact"]
    return {
        "contact_email": contact.get("email", ""),
        "contact_phone": contact.get("phone", ""),
    }


def _said(fields: dict[str, Any], kind: Kind) -> list[str]:
    """Every address, or number, that the fields of an offer hold."""
    rows = [row["value"] for name in _ROWS for row in fields.get(name, []) if row["mode"] == kind]
    values = [fields.get(f"contact_{_FIELDS[kind]}", ""), *rows]
    return list(dict.fromkeys(value for value in values if value))


def _on_structure(structure: Structure, kind: Kind) -> Standing:
    rows = structure.history.order_by("-history_date", "-history_id").values_list(
        _FIELDS[kind], "history_date", "history_user_id", "history_type", "history_change_reason"
    )
    value, found = getattr(structure, _FIELDS[kind]), None
    for row in rows.iterator(chunk_size=100):
        if row[0] != value:
            break
        found = row
    if found is None:
        return Standing(structure.modified_at, None, is_known=False)
    _value, since, by, how, why = found
    return Standing(since, by, is_known=by is not None or _is_unauthored(how, why))


def _is_unauthored(how: str, why: str | None) -> bool:
    """Whether a source wrote it, or the first words about a structure: nobody was ever named."""
    return why == "import" or (how == "+" and why is None)


def _on_offer(pk: int, kind: Kind, value: str) -> Standing:
    rows = Revision.objects.for_instance(OfferPage(pk=pk)).order_by("-created_at", "-pk")
    names = ("contact_email", "contact_phone", *_ROWS)
    found = None
    for row in rows.values_list(
        "pk", "created_at", "user_id", *(f"content__{name}" for name in names)
    ).iterator(chunk_size=20):
        fields = dict(zip(names, row[3:], strict=True))
        if value not in _said({name: said or "" for name, said in fields.items()}, kind):
            break
        found = row
    assert found is not None, "what a page says is in its last revision"  # noqa: S101
    revision, since, by = found[:3]
    return Standing(since, by, is_known=by is not None or _is_of_an_import(revision))


def _is_of_an_import(revision_id: int) -> bool:
    entry = PageLogEntry.objects.filter(revision=revision_id, action="offers.publish").first()
    said = entry.data if entry else {}
    return not said.get("by_person", True) and said.get("action") in _IMPORTING
