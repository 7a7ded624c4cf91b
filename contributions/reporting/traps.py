"""What tells a machine from a person. It marks, and never refuses: a person may look like one."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core import signing

from contributions.reporting.subjects import Subject

_SALT = "contributions.reports"
QUICKEST = timedelta(seconds=3)
LONGEST = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the form showed (`base`: fields with their values), and when it was drawn first."""

    base: dict[str, Any]
    at: datetime


def seal(subject: Subject, shown: Shown) -> str:
    """Signed, so that the server needs no memory of it, and the browser no cookie."""
    said = {"page": subject.name, "base": shown.base, "at": shown.at.timestamp()}
    return signing.dumps(said, salt=_SALT, compress=True)


def unseal(subject: Subject, sealed: str, *, now: datetime) -> Shown | None:
    """None when it was made for another page, or cannot be trusted."""
    try:
        said = signing.loads(sealed, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    if said["page"] != subject.name:
        return None
    return Shown(said["base"], datetime.fromtimestamp(said["at"], tz=now.tzinfo))


def looks_automatic(*, shown: Shown | None, honeypot: str, now: datetime) -> bool:
    """Whether a box that people do not see was filled, or the form was sent at a speed, or after a
    time, that is not of a person."""
    if honeypot or shown is None:
        return True
    return not QUICKEST <= now - shown.at <= LONGEST
