"""The directories that offers come from."""

from offers.models import Source
from territories.models import Territory


def ensure_source(
    *, key: str, territory: Territory, name: str = "", licence: str = "", url: str = ""
) -> Source:
    """The source of this key, made when there is none; one that is there stays as it is."""
    source, _is_new = Source.objects.get_or_create(
        key=key,
        defaults={"name": name or key, "licence": licence, "url": url, "territory": territory},
    )
    return source
