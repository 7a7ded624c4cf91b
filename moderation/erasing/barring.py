"""What was taken away from a page is not brought back by the source it came from."""

from collections.abc import Collection, Mapping
from functools import partial

from django.db.models import Q

from contributions.imports.barred import Says
from moderation.erasing.fingerprints import Fingerprint, holds_again
from moderation.erasing.subjects import SITE
from moderation.models import Hiding


def barred_on_pages(kind: str, keys: Collection[int]) -> Mapping[int, Says]:
    """Of these pages, those out of which something was taken, here or everywhere at once."""
    here = Q(target_kind=kind, target_id__in=keys) | Q(target_kind=SITE)
    rows = Hiding.objects.exclude(state=Hiding.State.SHOWN).filter(here)
    found: dict[int, list[Fingerprint]] = {}
    for key, country, fingerprints in rows.values_list(
        "target_id", "territory__country_code", "fingerprints"
    ):
        for page in keys if key is None else [key]:
            found.setdefault(page, []).extend(
                Fingerprint(size, keyed, country.upper()) for size, keyed in fingerprints
            )
    return {key: partial(holds_again, fingerprints=said) for key, said in found.items()}
