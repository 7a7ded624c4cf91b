"""Whether an offer is open, from the hours it holds in OSM syntax.

Every text that `normalise.opening_hours` let in can be read. It is parsed once a process (0.2 ms),
then asked in microseconds. Public holidays are the country's; those of school are not known, so
what a text says of them changes nothing.
"""

from collections.abc import Collection
from datetime import datetime
from functools import lru_cache

from opening_hours import (  # type: ignore[attr-defined] # not in its stubs
    OpeningHours,
    ParserError,
    UnknownCountryError,
)

# More texts than a country's offers hold.
MOST_TEXTS = 50_000


def open_now(texts: Collection[str], moment: datetime, *, country: str = "fr") -> set[str]:
    """Those of the texts whose place is open at a moment given by its own clock."""
    at = moment.replace(tzinfo=None)
    return {text for text in set(texts) if (hours := _parsed(text, country)) and hours.is_open(at)}


def is_open(text: str, moment: datetime, *, country: str = "fr") -> bool:
    """False too when the text gives no time."""
    return bool(open_now([text], moment, country=country))


@lru_cache(maxsize=MOST_TEXTS)
def _parsed(text: str, country: str) -> OpeningHours | None:
    # Without a time, a text only says to ask ("by appointment"): the library takes it for always.
    if not any(map(str.isdigit, text)):
        return None
    try:
        return OpeningHours(text, country=country.upper())
    except UnknownCountryError:
        return OpeningHours(text)
    except ParserError:
        return None
