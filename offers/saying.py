"""What writers of pages are told beside what to write."""

from datetime import datetime
from typing import Any, TypedDict

from accounts.models import User


class Saying(TypedDict):
    """Whose text, accepted by whom, when, why, and codes for the audit."""

    author: User | None
    accepted_by: User | None
    at: datetime
    summary: str
    data: dict[str, Any]
