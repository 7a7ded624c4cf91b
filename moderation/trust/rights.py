"""The rules of trust, from `moderation/data/trust.toml`."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from contributions.models import Proposal
from moderation.models import Trust

Level = Trust.Level
_TABLE = Path(__file__).parents[1] / "data" / "trust.toml"
_RISKS = {"": 0, "low": Proposal.Risk.LOW, "medium": Proposal.Risk.MEDIUM}


@dataclass(frozen=True, slots=True)
class Earned:
    """What lifts somebody to a level: accepted changes, and the share of them that stands."""

    accepted: int
    known_for: timedelta
    share: float


@dataclass(frozen=True, slots=True)
class Lost:
    """What makes somebody fall from a level; `reverted` 0 counts for nothing."""

    among: int
    at_least: int
    share: float
    reverted: int
    within: timedelta


@dataclass(frozen=True, slots=True)
class Rights:
    """`proposals` in a row over `within`, 0 without limit; `publishes` is the highest risk that
    goes live unread, 0 for none; `reads` whether they read the proposals of others."""

    proposals: int
    within: timedelta
    publishes: int
    reads: bool


@dataclass(frozen=True, slots=True)
class Rules:
    earned: dict[int, Earned]
    lost: dict[int, Lost]
    rights: dict[int, Rights]


@cache
def rules() -> Rules:
    table = tomllib.loads(_TABLE.read_text(encoding="utf-8"))
    return Rules(
        earned={
            int(level): Earned(
                row["accepted"], timedelta(days=row.get("known_days", 0)), row.get("share", 0)
            )
            for level, row in table["earned"].items()
        },
        lost={
            int(level): Lost(
                row["among"],
                row["at_least"],
                row["share"],
                row.get("reverted", 0),
                timedelta(days=row.get("days", 0)),
            )
            for level, row in table["lost"].items()
        },
        rights={
            int(level): Rights(
                proposals=row["proposals"],
                within=timedelta(hours=row["hours"]),
                publishes=_RISKS[row["publishes"]],
                reads=row["reads"],
            )
            for level, row in table["rights"].items()
        },
    )


def rights_of(level: int) -> Rights:
    return rules().rights[level]
