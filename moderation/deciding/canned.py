"""Messages that animators send again and again, as data, in the language of who reads them."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from accounts.models import User

_FILE = Path(__file__).parents[1] / "data" / "messages.toml"
_LANGUAGE = "fr"


@dataclass(frozen=True, slots=True)
class Canned:
    """`label` is what the animator chooses, `text` what the author reads."""

    code: str
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class _Message:
    code: str
    verdict: str
    label: Mapping[str, str]
    text: Mapping[str, str]

    def say(self, language: str) -> Canned:
        return Canned(self.code, _in(self.label, language), _in(self.text, language))


def messages_for(verdict: str, language: str) -> list[Canned]:
    """Those that go with an answer (`Decision.Verdict`), in their order."""
    return [one.say(language) for one in _messages().values() if one.verdict == verdict]


def text_of(code: str, language: str, message: str = "") -> str:
    """The canned text, then what the animator adds; only theirs when there is no such code."""
    found = _messages().get(code)
    canned = "" if found is None else found.say(language).text
    return "\n\n".join(part for part in (canned, message.strip()) if part)


def text_for(author: User | None, code: str, message: str = "") -> str:
    """As `text_of`, in the language of who reads it."""
    return text_of(code, author.language if author else get_language() or _LANGUAGE, message)


def _in(said: Mapping[str, str], language: str) -> str:
    return said.get(language) or said[_LANGUAGE]


@cache
def _messages() -> dict[str, _Message]:
    read = tomllib.loads(_FILE.read_text(encoding="utf-8"))["message"]
    return {one["code"]: _Message(**one) for one in read}
