"""What leads to a person by its shape: addresses, numbers, dates, links."""

import re
from collections.abc import Iterator

_MONTHS = (
    r"janv(?:ier)?|f[ée]vr(?:ier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|ao[uû]t"
    r"|sept(?:embre)?|oct(?:obre)?|nov(?:embre)?|d[ée]c(?:embre)?"
)
_NUMBERED = r"\d{1,4} ?(?:bis|ter|quater|[a-d])?,? "
_STREET = r"rue|avenue|av\.?|boulevard|bd|bld|impasse|all[ée]e|chemin|lotissement|r[ée]sidence"
# Streets, and much else: only before a name with a capital.
_STREET_OR_ELSE = r"place|cours|route|cit[ée]|quai|square|passage|villa|hameau|faubourg"
_LINKING = r"(?:de la |de l['’]|de |du |des |d['’]|la |le |les )?"
# More words of a name, each with a capital.
_MORE = r"(?: (?-i:[A-ZÀ-Ý])[\w'’-]*){0,3}"
_CAPITAL = r"(?-i:[A-ZÀ-Ý])[\w'’-]*"
_YEARS = r"(?:19|20)\d\d ?[-/àa]? ?(?:19|20)\d\d\b"
_MONEY = r"(?! ?(?:€|euros?\b|eur\b|k€|km\b|habitants?\b|francs?\b))"

_SHAPES = (
    # Addresses of mail, spelt out too; names on networks; links.
    r"\S+@\S+|(?<!\w)@\w+",
    r"\S+ ?(?:\(at\)|\[at\]| arobase | arobas ) ?[\w-]+ ?(?:\.|\(dot\)|point)? ?\w*",
    r"https?://\S+|\bwww\.\S+|\b[\w-]+\.(?:fr|com|org|net|eu|be|info|io|me)\b\S*",
    # Accounts and cars.
    r"\b[a-z]{2}\d{2}(?: ?[\da-z]{4}){2,7}(?: ?[\da-z]{1,4})?\b",
    r"(?-i:\b[A-Z]{2}[- ]?\d{3}[- ]?[A-Z]{2}\b)|\b[a-z]{2}-?\d{3}-?[a-z]{2}\b",
    # Days of a life.
    r"\b\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d{2}\b",
    rf"\b\d{{1,2}}(?:er)? (?:{_MONTHS})\.? (?:19|20)\d{{2}}\b",
    # Six figures or more, however they are spaced: phones, social security, files.
    rf"(?:\+ ?|\b)(?!{_YEARS})\d(?:[ .\-/()]{{0,2}}\d){{5,}}\b{_MONEY}",
    # A postal code.
    rf"\b(?:\d{{2}} ?\d{{3}}|b-\d{{4}})\b(?! ?\d){_MONEY}",
    # Where somebody lives.
    rf"\b{_NUMBERED}(?:{_STREET}) {_LINKING}\w[\w'’-]*{_MORE}",
    rf"\b{_NUMBERED}(?:{_STREET_OR_ELSE}) {_LINKING}{_CAPITAL}{_MORE}",
    rf"\b(?:{_STREET}) {_LINKING}{_CAPITAL}{_MORE}",
    rf"\b(?:habite|habitons|loge|adresse|domicili\w*)(?: (?:au|est|[àa]|:))?"
    rf" (?:{_STREET}) {_LINKING}\w[\w'’-]*(?: \w[\w'’-]*)?",
)
_ANY = [re.compile(shape, re.IGNORECASE) for shape in _SHAPES]


def spans(text: str) -> Iterator[tuple[int, int]]:
    """Where such signs stand in the text; they may overlap."""
    for shape in _ANY:
        for found in shape.finditer(text):
            yield found.span()
