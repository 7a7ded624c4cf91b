"""Addresses that look like others: letters of another alphabet, punycode, one letter changed."""

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from contributions.diff_marks import has_unseen

# Letters that people read as Latin ones, by hand: those that impostors use.
_TWINS = str.maketrans(
    dict(zip("аеорсухіјѕԁһӏԛԝьвмнткгпѵ", "aeopcyxijsdhlqwbbmhtkrnv", strict=True))
    | dict(zip("αορυνικτεηχγωβ", "aopuviktenxywb", strict=True))
    | dict(zip("օսոցԼհզյքգ", "ounglhqjpq", strict=True))
    | dict(zip("ıɑɡɩʟɴʀɪᴄᴏᴠᴡꜱ", "iagilnricovws", strict=True))
    | dict(zip("0135", "oles", strict=True))
)
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))
_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s\"'<>]{1,300}"
    r"|[^\s@<>()\[\]\"']{1,64}@[^\s@<>()\[\]\"',;]{1,120}"
    r"|(?:[\w\u00ad\u200b-\u200f-]{1,63}\.){1,4}[^\W\d_]{2,24}\b",
    re.IGNORECASE,
)
_MANY_PARTS = frozenset({"co", "com", "gouv", "gov", "org", "net", "asso", "ac"})


def host_of(target: str) -> str:
    """The site or mail domain a target leads to, in lower case; "" for a phone number."""
    text = target.strip().removeprefix("mailto:").partition("?")[0] if _is_mail(target) else target
    if _is_mail(target):
        return text.rpartition("@")[2].lower()
    try:
        host = urlsplit(target if "://" in target else f"https://{target}").hostname or ""
    except ValueError:
        return target.lower()
    return host.lower() if "." in host and not target.startswith("tel:") else ""


def warnings_of(target: str, *, instead_of: str = "") -> tuple[str, ...]:
    """What is suspect in an address, as sentences; `instead_of` is the one it replaces."""
    if not target:
        return ()
    host, before = host_of(target), host_of(instead_of)
    found = [_label_warning(label) for label in _labels(target, host)]
    found += [_disguised_as(host, before)] if before and host else []
    if has_unseen(target):
        found.append(_("This address holds signs that cannot be seen."))
    if "://" in target and "@" in _before_path(target):
        found.append(_("What stands before the @ of this address is not the site it leads to."))
    return tuple(dict.fromkeys(filter(None, found)))


def suspect_addresses(text: str, *, known: str = "") -> tuple[str, ...]:
    """Sentences on the addresses a text names that are suspect, but those that `known` holds."""
    found: list[str] = []
    for address in _ADDRESS.findall(text):
        if address not in known:
            found += [f"{address} — {warning}" for warning in warnings_of(address)]
    return tuple(dict.fromkeys(found))


def _before_path(target: str) -> str:
    try:
        return urlsplit(target).netloc
    except ValueError:
        return target


def _is_mail(target: str) -> bool:
    return target.startswith("mailto:") or ("@" in target and "://" not in target)


def _labels(target: str, host: str) -> Iterable[str]:
    name = target.removeprefix("mailto:").partition("@")[0] if _is_mail(target) else ""
    return [*re.split(r"[.+_-]", name), *host.split(".")]


def _label_warning(label: str) -> str:
    if label.startswith("xn--"):
        shown = _decoded(label)
        return _("“%(label)s” hides other letters: it is shown as “%(shown)s”.") % {
            "label": label,
            "shown": shown,
        }
    scripts = _scripts(label)
    if len(scripts) > 1:
        return _("“%(label)s” mixes alphabets: %(scripts)s.") % {
            "label": label,
            "scripts": ", ".join(sorted(map(_alphabet, scripts))),
        }
    plain = _skeleton(label)
    if scripts - {"latin"} and plain.isascii():
        return _("“%(label)s” is written in another alphabet and looks like “%(plain)s”.") % {
            "label": label,
            "plain": plain,
        }
    return ""


def _alphabet(script: str) -> str:
    said = {
        "latin": _("Latin"),
        "cyrillic": _("Cyrillic"),
        "greek": _("Greek"),
        "armenian": _("Armenian"),
        "arabic": _("Arabic"),
        "hebrew": _("Hebrew"),
    }
    return said.get(script, script)


def _decoded(label: str) -> str:
    try:
        return label.removeprefix("xn--").encode("ascii").decode("punycode")
    except (UnicodeError, ValueError):
        return "?"


def _scripts(label: str) -> set[str]:
    """The alphabets of its letters, as the names of Unicode begin: latin, cyrillic, greek…"""
    names = (unicodedata.name(letter, "UNKNOWN") for letter in label if letter.isalpha())
    return {name.partition(" ")[0].lower() for name in names}


def _skeleton(text: str) -> str:
    """The text as the eye takes it: accents, other alphabets and look-alike signs undone."""
    bare = unicodedata.normalize("NFKD", text.lower())
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign)).translate(_TWINS)
    for pair, letter in _PAIRS:
        bare = bare.replace(pair, letter)
    return bare


def _disguised_as(host: str, before: str) -> str:
    host, before = host.removeprefix("www."), before.removeprefix("www.")
    if host == before or host.endswith(f".{before}") or before.endswith(f".{host}"):
        return ""
    ours, theirs = _registered(host), _registered(before)
    names = {"host": host, "before": before}
    if ours == theirs:
        return ""
    if _holds(host, before) or _holds(host, theirs):
        return _("“%(host)s” holds the name of “%(before)s” but is another site.") % names
    if _skeleton(ours) == _skeleton(theirs) or _is_one_letter_away(ours, theirs):
        return _("“%(host)s” looks like “%(before)s”, which it replaces.") % names
    return ""


def _registered(host: str) -> str:
    """What somebody had to buy, by rule of thumb: the last two labels, three after .gouv.fr."""
    labels = host.split(".")
    count = 3 if len(labels) > 2 and labels[-2] in _MANY_PARTS else 2
    return ".".join(labels[-count:])


def _holds(host: str, name: str) -> bool:
    """Whether the host repeats a name, dots or hyphens between its parts, or its first label."""
    parts = re.split(r"[.-]", host)
    wanted = re.split(r"[.-]", name)
    runs = (parts[start : start + len(wanted)] for start in range(len(parts)))
    first = wanted[0]
    return wanted in runs or (len(first) > 3 and first in parts[:-1])


def _is_one_letter_away(first: str, second: str) -> bool:
    """One letter more, less, changed, or two swapped; short names are too often neighbours."""
    if min(len(first), len(second)) < 6 or abs(len(first) - len(second)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), None)
    if start is None:
        return True
    one, two = first[start:], second[start:]
    swapped = one[:2] == two[1::-1] if len(two) > 1 else False
    return (
        one[1:] == two[1:] or one[1:] == two or one == two[1:] or (swapped and one[2:] == two[2:])
    )
