"""Offers and structures that two sources describe: found with a score, never made twice silently."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from offers.known import Known
from offers.models import Source, Structure


@dataclass(frozen=True, slots=True)
class Twin:
    title: str
    public_id: str
    score: float


@dataclass(frozen=True, slots=True)
class StructureTwin:
    structure: Structure
    score: float


def offer_twins(
    asked: Sequence[tuple[Mapping[str, Any], str, Source]], *, known: Known
) -> list[Twin | None]:
    return [None] * len(asked)


def structure_twins(
    asked: Sequence[tuple[Mapping[str, Any], Source | None]],
) -> list[StructureTwin | None]:
    return [None] * len(asked)
