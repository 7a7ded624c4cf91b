"""What an undo holds while it goes through the rows of a run."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from contributions.models import ImportRun
from offers.known import Known
from territories.models import Territory


@dataclass(slots=True)
class Undone:
    """How many records went back to what they were, and how many people had changed since."""

    put_back: int = 0
    kept: int = 0


@dataclass(slots=True)
class Undoing:
    run: ImportRun
    by: User | None
    at: datetime
    known: Known
    country: Territory
    done: Undone

    @property
    def audited(self) -> dict[str, Any]:
        return {"run": str(self.run.uuid), "undo": True}
