"""A typed text cut into words and codes, without what is neither: house numbers, distances."""

import re
from dataclasses import dataclass
from itertools import chain

from territories.naming import habits, spelt_out

Words = tuple[str, ...]

SHORTEST_POSTAL_CODE = 4
LONGEST_HOUSE_NUMBER = 3
_BRACKETS = re.compile(r"\(([^()]*)\)")
_SIGNS = re.compile(r"[,;]| [-–—] ")


@dataclass(frozen=True, slots=True)
class Typed:
    """`words` hold no digit; `codes` are those that tell most; `all` are both, in order.

    `numbers` are the codes that can be a district's; in brackets, a number is a department's.
    `parts` are the words after each comma, the longest first; `sides`, what a comma, a slash or
    an "or" parts.
    """

    size: int
    all: Words
    words: Words
    codes: Words
    numbers: tuple[int, ...]
    parts: tuple[Words, ...]
    sides: tuple[Words, ...]
    is_routed: bool
    is_an_address: bool
    names_a_district: bool
    brackets_a_code: bool
    brackets_a_name: bool


def read_words(text: str) -> Typed:
    every = spelt_out(text).split()
    names_a_district = not habits().district_words.isdisjoint(every)
    kept = _kept(every, names_a_district=names_a_district)
    bracketed = {word for part in _BRACKETS.findall(text) for word in spelt_out(part).split()}
    codes = _telling([word for word in kept if is_code(word)])
    # A short number beside a postal code is a door's, unless a district is spoken of.
    ordinals = [word for word in kept if is_code(word)] if names_a_district else codes
    # First, or in brackets, it is a department's.
    others = {code for code in bracketed if code.isdigit()}
    others |= set() if names_a_district else set(kept[:1])
    numbers = [habits().district_number(code) for code in ordinals if code not in others]
    pieces = [_plain_words(piece) for piece in _SIGNS.split(text)]
    return Typed(
        size=len(every),
        all=tuple(kept),
        words=tuple(word for word in kept if not is_code(word)),
        codes=tuple(codes),
        numbers=tuple(number for number in numbers if number),
        parts=tuple(tuple(chain.from_iterable(pieces[cut:])) for cut in range(1, len(pieces))),
        sides=tuple(filter(None, map(tuple, _sides(text)))),
        is_an_address=not habits().streets.isdisjoint(every[:-1]),
        is_routed=not habits().sorting.isdisjoint(every),
        names_a_district=names_a_district,
        brackets_a_code=any(map(is_code, bracketed)),
        brackets_a_name=not all(map(is_code, bracketed)),
    )


def _plain_words(text: str) -> list[str]:
    return [word for word in _kept(spelt_out(text).split()) if not is_code(word)]


def _sides(text: str) -> list[list[str]]:
    sides: list[list[str]] = []
    for part in re.split(r"[,;/]", text):
        sides.append([])
        for word in _plain_words(part):
            if word in habits().connectors:
                sides.append([])
            else:
                sides[-1].append(word)
    return sides


def is_code(word: str) -> bool:
    return any(char.isdigit() for char in word)


def slices(words: Words) -> set[Words]:
    size = len(words)
    return {words[a:b] for a in range(size) for b in range(a + 1, size + 1)}


def unopened(words: Words) -> list[Words]:
    """What is left behind each phrase that can stand before a name."""
    return [
        words[len(opener) :]
        for opener in habits().openers
        if len(words) > len(opener) and words[: len(opener)] == opener
    ]


def unclosed(words: Words) -> list[Words]:
    """What is left before each phrase that can stand after a name."""
    return [
        words[: -len(closer)]
        for closer in habits().closers
        if len(words) > len(closer) and words[-len(closer) :] == closer
    ]


def located(words: Words) -> list[Words]:
    """What follows each phrase that stands before a place in a sentence."""
    return [
        words[end:]
        for end in range(1, len(words))
        if any(words[end - len(one) : end] == one for one in habits().locators if len(one) <= end)
    ]


def _kept(words: list[str], *, names_a_district: bool = False) -> list[str]:
    kept: list[str] = []
    for index, word in enumerate(words):
        before, after = words[index - 1 : index], words[index + 1 : index + 3]
        if word in habits().noise or _is_house_number(word, after):
            continue
        if _is_distance(word, after) or (before and _is_distance(before[0], [word])):
            continue
        if kept and _is_second_half(word, kept[-1]):
            kept[-1] += word
        elif names_a_district and word in habits().ordinals:
            kept.append(str(habits().ordinals[word]))
        else:
            kept.append(word)
    return kept


def _is_distance(word: str, after: list[str]) -> bool:
    """The number of `20 km`, `5 minutes`."""
    return word.isdigit() and bool(after) and after[0] in habits().units


def _is_house_number(word: str, after: list[str]) -> bool:
    """`12 rue Béteille`, `8 bis avenue`; `69 Cours` is the town of that name."""
    short = word.isdigit() and len(word) <= LONGEST_HOUSE_NUMBER
    return short and len(after) > 1 and after[0] in habits().streets


def _is_second_half(word: str, before: str) -> bool:
    """`12 000` is one code typed in two."""
    return word.isdigit() and before.isdigit() and len(word) == 3 and len(before) <= 2


def _telling(codes: list[str]) -> list[str]:
    """Beside a long code, a short one is a house number or that of a sorting office."""
    return [code for code in codes if len(code) >= SHORTEST_POSTAL_CODE] or codes
