"""One value of one column without a text: marked where it stood, or cut as if it never was."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from moderation.erasing.passages import Needle

_EMPTY_TAG = re.compile(r"<(a|em|li|ol|p|strong|ul)\b[^>]*>(?:\s|<br\s*/?>)*</\1>")
_EMPTY_LINK = re.compile(r'<a href="(?:tel:|mailto:|https?:/{0,2})?"[^>]*>(.*?)</a>')
_EMPTY_PAIR = re.compile(r"\(\s*\)|\[\s*\]|«\s*»|“\s*”")
_LOOSE = re.compile(r"[ \t]+([,.)\]]|(?=\n)|$)")
_BLANKS = re.compile(r"[ \t]{2,}")


@dataclass(frozen=True, slots=True)
class Rewritten:
    """`taken` are the texts that stood in the places, in order."""

    value: Any
    taken: list[str]


def holds(value: Any, needle: Needle) -> bool:
    return any(needle.is_in(text) for text in texts_in(value))


def texts_in(value: Any) -> Iterator[str]:
    """Every text inside a value, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)


def marked(value: Any, needle: Needle, mark: str) -> Rewritten:
    """With the mark in each place: the reader sees that something stood there."""
    taken: list[str] = []

    def change(text: str) -> str:
        new, found = needle.replaced(text, lambda: mark)
        taken.extend(found)
        return new

    return Rewritten(_each_text(value, change), taken)


def unmarked(value: Any, mark: str, taken: list[str]) -> Any:
    """The value with its texts again. Raises LookupError when the marks are not those left."""
    left = iter(taken)
    missing = object()

    def put(_match: re.Match[str]) -> str:
        text = next(left, missing)
        if text is missing:
            raise LookupError(mark)
        return str(text)

    back = _each_text(value, lambda text: re.sub(re.escape(mark), put, text))
    if next(left, missing) is not missing:
        raise LookupError(mark)
    return back


def cut(value: Any, needle: Needle, instead: str = "") -> Any:
    """Without the text, tidied up; a row or a line that held nothing else goes with it."""
    if isinstance(value, str):
        new, found = needle.replaced(value, lambda: instead)
        return _tidy(new) if found else value
    if isinstance(value, dict):
        return {key: cut(inner, needle, instead) for key, inner in value.items()}
    if isinstance(value, list):
        after = [(inner, cut(inner, needle, instead)) for inner in value]
        return [new for old, new in after if new == old or not _is_empty(new)]
    return value


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {change(key): _each_text(inner, change) for key, inner in value.items()}
    if isinstance(value, list):
        return [_each_text(inner, change) for inner in value]
    return value


def _is_empty(value: Any) -> bool:
    return value == "" or (isinstance(value, dict) and value.get("value") == "")


def _tidy(text: str) -> str:
    before = None
    while before != text:
        before = text
        text = _EMPTY_LINK.sub(r"\1", _EMPTY_PAIR.sub("", text))
        text = _EMPTY_TAG.sub("", text)
    return _LOOSE.sub(r"\1", _BLANKS.sub(" ", text)).strip()
