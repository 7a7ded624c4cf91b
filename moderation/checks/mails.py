"""Mail addresses by their form. Nothing is sent, no server is asked."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from rapidfuzz.distance import OSA

from contributions.diff_lookalikes import warnings_of
from moderation.checks.findings import Finding, Level
from moderation.checks.forms_of import is_at, words_on
from moderation.checks.private.signs import bears_a_first_name
from moderation.checks.reached import MAIL, reached_by
from moderation.checks.reading import Reading
from offers.keeping.free_mail import is_free_mail


def check(reading: Reading) -> Iterator[Finding]:
    for one in reached_by(reading):
        if one.mode != MAIL:
            continue
        for level, label in judge(one.value.partition("?")[0]):
            yield Finding(
                code="mail_form", level=level, label=label, detail=one.value, path=one.path
            )


def judge(address: str) -> Iterator[tuple[Level, str]]:
    """What is odd in a mail address, as sentences."""
    domain = address.rpartition("@")[2].lower()
    yield from ((Level.DANGER, warning) for warning in warnings_of(address))
    if is_at(domain, words_on("mails", "passing")):
        yield Level.DANGER, _("A box that lasts an hour: nobody will read it.")
    elif meant := _mistyped(domain):
        yield Level.WARNING, _("Is it %(meant)s?") % {"meant": meant}
    elif is_free_mail(address):
        yield Level.NOTE, _("A box that anybody can open: is it the service's own?")
    elif bears_a_first_name(address):
        yield Level.NOTE, _("The box of one person: will somebody else read it?")


def _mistyped(domain: str) -> str:
    """The provider that one slip of the pen away is meant, "" when the domain is its own."""
    if is_free_mail(f"x@{domain}"):
        return ""
    known = words_on("mails", "providers")
    return next((one for one in sorted(known) if OSA.distance(domain, one) == 1), "")
