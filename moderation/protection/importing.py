"""What protects pages from the files of their sources."""

from collections.abc import Collection, Mapping

from django.utils import timezone

from contributions.targets import kind_named
from moderation.models import Protection
from moderation.models.protection import TARGETS
from moderation.protection.parts import fields_of


def held_on_pages(kind: str, keys: Collection[int]) -> Mapping[int, frozenset[str]]:
    """Of these pages, the fields that a protection in force keeps as they are; but for those kept
    from an official source, whose word the protection is there for."""
    if kind not in TARGETS:
        return {}
    rows = Protection.objects.in_force(at=timezone.now()).filter(**{f"{kind}__in": keys})
    found: dict[int, frozenset[str]] = {}
    for page, part in rows.exclude(reason=Protection.Reason.SOURCE).values_list(kind, "part"):
        fields = fields_of(kind, part) if part else frozenset(kind_named(kind).schema)
        found[page] = found.get(page, frozenset()) | fields
    return found
