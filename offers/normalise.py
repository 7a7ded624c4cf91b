"""One value of one field: cleaned, or refused with a sentence that says what to do."""

import re
import unicodedata
import uuid
from collections.abc import Callable
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, URLValidator, validate_email
from django.utils.translation import gettext as _
from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined] # not in its stubs

from offers.richtext import clean_html, plain_text
from offers.taken_out import is_taken_out

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SPACES = re.compile(r"[^\S\n]+")
_URL = URLValidator(schemes=["http", "https"])
RICH_TEXT_MAX = 10_000
# What the column of an address holds.
EMAIL_MAX = 254
CONTACT_MODES = ("phone", "mail", "link", "come", "refer")

Normaliser = Callable[[Any], Any]


class Refused(ValueError):
    """A value that cannot be kept; the message is for the person who typed it."""


def _string(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise Refused(_("This must be text."))
    if not value.isprintable():
        # What is printable holds no line break and none of the signs we take out.
        value = _CONTROL.sub("", value.replace("\r\n", "\n"))
    if is_taken_out(value):
        raise Refused(_("A text was taken away here. Remove the mark it left: [texte retiré …]."))
    return unicodedata.normalize("NFC", value).strip()


def line(*, longest: int, shortest: int = 0) -> Normaliser:
    """Text on one line."""

    def normalise(value: Any) -> str:
        text = " ".join(_string(value).split())
        return _measured(text, shortest=shortest, longest=longest)

    return normalise


def lines(*, longest: int) -> Normaliser:
    """Plain text that may hold line breaks."""

    def normalise(value: Any) -> str:
        text = "\n".join(_SPACES.sub(" ", part).strip() for part in _string(value).split("\n"))
        return _measured(text.strip(), shortest=0, longest=longest)

    return normalise


def _measured(text: str, *, shortest: int, longest: int) -> str:
    if len(text) < shortest:
        raise Refused(_("Write at least %(count)d characters.") % {"count": shortest})
    if len(text) > longest:
        raise Refused(
            _("Write at most %(most)d characters: there are %(count)d now.")
            % {"most": longest, "count": len(text)}
        )
    return text


def rich_text(value: Any) -> str:
    html = clean_html(_string(value))
    if len(plain_text(html)) > RICH_TEXT_MAX:
        raise Refused(_("Write at most %(most)d characters.") % {"most": RICH_TEXT_MAX})
    return html


def whole_number(*, least: int, most: int) -> Normaliser:
    def normalise(value: Any) -> int | None:
        if value is None or value == "":
            return None
        try:
            number = int(value)
        except (TypeError, ValueError, OverflowError):
            raise Refused(_("Write a whole number.")) from None
        return int(_within(number, least=least, most=most))

    return normalise


def decimal_number(*, least: float, most: float) -> Normaliser:
    """A number; a decimal comma is understood."""

    def normalise(value: Any) -> float | None:
        if value is None or value == "":
            return None
        try:
            number = float(value.replace(",", ".") if isinstance(value, str) else value)
        except (TypeError, ValueError, OverflowError):
            raise Refused(_("Write a number, for instance 7.5.")) from None
        return _within(number, least=least, most=most)

    return normalise


def _within(number: float, *, least: float, most: float) -> float:
    if not least <= number <= most:
        raise Refused(
            _("Write a number between %(least)s and %(most)s.") % {"least": least, "most": most}
        )
    return number


def phone(value: Any, *, region: str) -> str:
    """E.164; short public numbers (15, 115, 3919) are kept as they are."""
    text = _string(value)
    return _phone(text, region) if text else ""


@lru_cache(maxsize=4096)
def _phone(text: str, region: str) -> str:
    digits = re.sub(r"[\s.\-()/]", "", text)
    if re.fullmatch(r"\d{2,6}", digits):
        return digits
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        number = None
    if number is None or not phonenumbers.is_possible_number(number):
        raise Refused(
            _("%(number)s is not a phone number. Write it as 05 36 49 00 12 or +33 5 36 49 00 12.")
            % {"number": text[:40]}
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email(value: Any) -> str:
    text = _string(value)
    return _email(text) if text else ""


@lru_cache(maxsize=4096)
def _email(text: str) -> str:
    try:
        validate_email(text)
        MaxLengthValidator(EMAIL_MAX)(text)
    except ValidationError:
        raise Refused(
            _("%(address)s is not an e-mail address. Write it as name@example.org.")
            % {"address": text[:80]}
        ) from None
    local, _at, domain = text.rpartition("@")
    return f"{local}@{domain.lower()}"


def url(value: Any) -> str:
    """An http(s) address, with its host in lower case."""
    text = _string(value)
    if not text:
        return ""
    try:
        _URL(text)
        parts = urlsplit(text)
    except (ValidationError, ValueError):
        raise Refused(
            _("%(address)s is not a web address. Copy it whole, with https://.")
            % {"address": text[:80]}
        ) from None
    if parts.username or parts.password or len(text) > 500:
        raise Refused(_("This web address cannot be published. Write a plain address."))
    return urlunsplit(parts._replace(scheme=parts.scheme.lower(), netloc=parts.netloc.lower()))


def opening_hours(value: Any) -> str:
    text = _measured(" ".join(_string(value).split()), shortest=0, longest=500)
    if not text:
        return ""
    if not _is_readable(text):
        raise Refused(
            _("These hours cannot be read. Write them as: Mo-Fr 09:00-12:00,14:00-17:00; PH off")
        )
    return text


@lru_cache(maxsize=4096)
def _is_readable(hours: str) -> bool:
    try:
        OpeningHours(hours)
    except ParserError:
        return False
    return True


def strings(*, most: int, longest: int) -> Normaliser:
    """A set of short texts: sorted, without repeats."""
    one = line(longest=longest)

    def normalise(value: Any) -> list[str]:
        found = sorted({one(item) for item in _list(value)} - {""})
        if len(found) > most:
            raise Refused(_("Give at most %(most)d.") % {"most": most})
        return found

    return normalise


def languages(value: Any) -> list[str]:
    """ISO 639 codes, sorted."""
    found = strings(most=30, longest=3)(value)
    if wrong := [code for code in found if not _LANGUAGE.fullmatch(code)]:
        raise Refused(_("%(code)s is not a language code, such as fr or ar.") % {"code": wrong[0]})
    return list(found)


def contact_rows(value: Any, *, region: str) -> list[dict[str, str]]:
    """Ways to get in touch: rows of uuid, mode, value and note, in the order given.

    A row without uuid, or with that of an earlier row, gets its own: the merge knows rows by it.
    """
    rows = _list(value)
    if len(rows) > 10:
        raise Refused(_("Give at most %(most)d.") % {"most": 10})
    kept: dict[str, dict[str, str]] = {}
    for row in rows:
        read = _contact_row(row, region=region)
        if read["uuid"] in kept:
            read["uuid"] = str(uuid.uuid4())
        kept[read["uuid"]] = read
    return list(kept.values())


def _contact_row(row: Any, *, region: str) -> dict[str, str]:
    if not isinstance(row, dict) or row.get("mode") not in CONTACT_MODES:
        raise Refused(_("Choose how: phone, mail, link, come or refer."))
    mode, value = row["mode"], row.get("value")
    content = phone(value, region=region) if mode == "phone" else _CONTENTS[mode](value)
    if not content and mode in {"phone", "mail", "link"}:
        raise Refused(_("Write the number or the address."))
    return {
        "uuid": _uuid(row.get("uuid")),
        "mode": mode,
        "value": content,
        "note": _NOTE(row.get("note")),
    }


_PLACE, _NOTE = line(longest=200), line(longest=300)
_CONTENTS: dict[str, Normaliser] = {"mail": email, "link": url, "come": _PLACE, "refer": _PLACE}


def _uuid(value: Any) -> str:
    if not value:
        return str(uuid.uuid4())
    if isinstance(value, str) and _UUID.fullmatch(value):
        return value
    try:
        return str(uuid.UUID(str(value)))
    except ValueError:
        raise Refused(_("This row cannot be recognised. Remove it and write it again.")) from None


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list | tuple):
        raise Refused(_("This must be a list."))
    return list(value)
