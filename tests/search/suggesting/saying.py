"""Ways to say things, kept for a test, and what is proposed of each kind."""

from typing import Any

from offers.models import Expression, Need
from search.suggesting.suggest import suggest
from search.suggesting.suggestion import Kind
from tests.factories import CAR


def say(text: str, need: str | None = CAR, **fields: Any) -> Expression:
    fields = {"status": Expression.Status.ACCEPTED, "language": "fr", **fields}
    row = Need.objects.get(code=need) if need else None
    return Expression.objects.create(text=text, need=row, **fields)


def of_kind(kind: Kind, text: str, language: str = "fr") -> list[str]:
    return [one.label for one in suggest(text, language) if one.kind == kind]


def needs(text: str) -> list[str]:
    return of_kind(Kind.NEED, text)


def expressions(text: str, language: str = "fr") -> list[str]:
    return of_kind(Kind.EXPRESSION, text, language)


def structures(text: str) -> list[str]:
    return of_kind(Kind.STRUCTURE, text)


def offers(text: str) -> list[str]:
    return of_kind(Kind.OFFER, text)
