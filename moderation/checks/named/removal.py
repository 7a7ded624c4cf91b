"""A change that takes away most of what a text said."""

from collections import Counter

from django.utils.translation import gettext_lazy as _

from moderation.checks.named.limits import limits_of
from moderation.checks.named.registry import LONGEST, Hit, NamedCheck, Said, register
from moderation.checks.passages import passages_of
from territories.fold import fold


def find(said: Said) -> Hit | None:
    """Of one field, or of all its texts together."""
    reading = said.reading
    if reading.target is None:
        return None
    whole_before, whole_after = "", ""
    for name, field in reading.schema.items():
        before = "\n".join(one.text for one in passages_of(field, reading.before.get(name)))
        after = "\n".join(one.text for one in passages_of(field, reading.after.get(name)))
        whole_before, whole_after = f"{whole_before}\n{before}", f"{whole_after}\n{after}"
        if name in reading.changed and _is_removed(before, after):
            return Hit(name)
    changed = next(iter(reading.changed), "")
    return Hit(changed) if _is_removed(whole_before, whole_after) else None


def _is_removed(before: str, after: str) -> bool:
    limits = limits_of("removal")
    if len(before) < limits["least_characters"] or len(after) >= len(before):
        return False
    was, now = Counter(fold(before[:LONGEST]).split()), Counter(fold(after[:LONGEST]).split())
    kept = (was & now).total()
    return bool(1 - kept / max(1, was.total()) >= limits["share"])


register(
    NamedCheck(
        code="removal",
        label=_("Most of a text removed"),
        explains=_("Fires when a change takes away seven words in ten of a text, or of the page."),
        reason=_("it takes away most of a text"),
        refusal=_("This takes away most of the text. Propose to archive the page if it closed."),
        find=find,
    )
)
