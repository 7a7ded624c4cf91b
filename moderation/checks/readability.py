"""Whether the texts read easily: hints, and how hard the sentences are."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from contributions.advice.plain_words import hints
from moderation.checks.findings import Finding, Level
from moderation.checks.reading import Reading


def check(reading: Reading) -> Iterator[Finding]:
    """The hints on what the change brings, not on what the page said before."""
    known = {(hint.field, hint.text) for hint in hints(reading.before)}
    for hint in hints({name: reading.after[name] for name in reading.changed}):
        if (hint.field, hint.text) not in known:
            yield Finding(
                code="plain_words",
                level=Level.NOTE,
                label=_("Could be easier to read"),
                detail=hint.text,
                path=hint.field,
            )
