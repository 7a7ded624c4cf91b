"""How long, how many: the numbers of `offers/data/keeping.toml`."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parents[1] / "data" / "keeping.toml"
_DAYS_A_MONTH = 30.4


@dataclass(frozen=True, slots=True)
class Bounds:
    published_for: timedelta
    link_lasts: timedelta
    code_lasts: timedelta
    code_tries: int
    objection: timedelta
    claim_lasts: timedelta
    most_a_day: int
    most_a_month_on_one: int
    invitation_lasts: timedelta
    most_invitations_a_day: int
    new_owner: timedelta
    forget_invitations: timedelta
    idle_owner: timedelta
    undo: timedelta


@cache
def bounds() -> Bounds:
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    claims, members = data["claims"], data["members"]
    return Bounds(
        published_for=timedelta(days=claims["published_days"]),
        link_lasts=timedelta(days=claims["link_days"]),
        code_lasts=timedelta(hours=claims["code_hours"]),
        code_tries=claims["code_tries"],
        objection=timedelta(days=claims["objection_days"]),
        claim_lasts=timedelta(days=claims["expires_days"]),
        most_a_day=claims["most_a_day"],
        most_a_month_on_one=claims["most_a_month_on_one"],
        invitation_lasts=timedelta(days=members["invitation_days"]),
        most_invitations_a_day=members["most_invitations_a_day"],
        new_owner=timedelta(days=members["new_owner_days"]),
        forget_invitations=timedelta(days=members["forget_invitations_days"]),
        idle_owner=timedelta(days=data["orphans"]["idle_owner_months"] * _DAYS_A_MONTH),
        undo=timedelta(days=data["contacts"]["undo_days"]),
    )
