"""Conditions put together: they hold or not, and score nothing."""

from collections.abc import Sequence
from typing import Any

from elasticsearch.dsl import Q
from elasticsearch.dsl.query import Query as Clause

NOTHING = Q("match_none")
EVERYTHING = Q("match_all")


def every(*clauses: Clause) -> Clause:
    return Q("bool", filter=list(clauses)) if clauses else EVERYTHING


def either(*clauses: Clause) -> Clause:
    return Q("bool", should=list(clauses), minimum_should_match=1) if clauses else NOTHING


def but(clause: Clause) -> Clause:
    return Q("bool", must_not=[clause])


def has(field: str) -> Clause:
    return Q("exists", field=field)


def is_true(field: str) -> Clause:
    return Q("term", **{field: True})


def any_of(field: str, codes: Sequence[str | int]) -> Clause:
    return Q("terms", **{field: list(codes)})


class Told(Clause):
    """A clause as it is sent: what is kept and asked again and again is put into words once."""

    name = "told"

    def __init__(self, clause: Clause) -> None:
        super().__init__(said=clause.to_dict())

    def to_dict(self) -> dict[str, Any]:
        said: dict[str, Any] = self._params["said"]
        return said
