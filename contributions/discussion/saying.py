"""What someone writes, made clean before it is kept."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from contributions.discussion.errors import Unsaid
from contributions.discussion.places import Place
from contributions.models.discussion import LONGEST_BODY, LONGEST_SUBJECT
from contributions.screening import refusal_of
from offers import normalise
from offers.normalise import Refused
from territories.fold import fold

_subject = normalise.line(shortest=3, longest=LONGEST_SUBJECT)
_body = normalise.lines(longest=LONGEST_BODY)


def clean_subject(text: str, place: Place) -> str:
    """One line. Raises Unsaid."""
    return _clean("subject", _subject, text, place)


def clean_body(text: str, place: Place) -> str:
    """Plain text with its paragraphs. Raises Unsaid when it is empty, too long, or says where a
    protected page hides.
    """
    read = _clean("body", _body, text, place)
    if not any(letter.isalnum() for letter in read):
        raise Unsaid("body", _("Write your message first."))
    return read


def clean_field(name: str, place: Place) -> str:
    """A field of the page, or none. Raises Unsaid."""
    if name and name not in place.schema:
        raise Unsaid("field", _("This page has no such part. Choose one of the list."))
    return name


def _clean(field: str, read: Callable[[Any], Any], text: str, place: Place) -> str:
    try:
        found = str(read(text))
    except Refused as refusal:
        raise Unsaid(field, str(refusal)) from None
    if any(fold(street) in fold(found) for street in place.protected):
        message = _("The address of this page is protected: please do not write it here.")
        raise Unsaid(field, message)
    if problem := refusal_of(found, is_protected=place.hides):
        raise Unsaid(field, problem)
    return found
