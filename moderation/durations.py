"""How long something lasts, as people choose it."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

ENDLESS = "endless"
_DAYS = (1, 3, 7, 30, 90, 180, 365)
Choice = tuple[str, str]


def choices(most: timedelta | None) -> list[Choice]:
    """Up to the longest; without one, also without end."""
    found = [(str(days), spoken(days)) for days in _DAYS if most is None or most.days >= days]
    return found if most is not None else [*found, (ENDLESS, _("Without end"))]


def spoken(days: int) -> str:
    years, rest = divmod(days, 365)
    if not rest:
        return ngettext("%(count)d year", "%(count)d years", years) % {"count": years}
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


def end_of(choice: str, *, at: datetime) -> datetime | None:
    """When it ends; None for what has no end. Raises ValueError on no choice of ours."""
    if choice == ENDLESS:
        return None
    days = int(choice)
    if days not in _DAYS:
        raise ValueError(choice)
    return at + timedelta(days=days)
