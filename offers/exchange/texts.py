"""Texts of sources as ours: HTML, Markdown or plain to clean blocks; titles not shouted."""

import re
from collections.abc import Iterable
from html import escape, unescape
from itertools import chain

from offers.normalise import RICH_TEXT_MAX
from offers.richtext import clean_html, plain_text

SUMMARY_MAX = 280
_HTML = re.compile(
    r"</?(?:p|br|ul|ol|li|strong|b|em|i|u|div|span|a|h[1-6]|table|tr|td)\b[^>]*>", re.I
)
_BREAKS = re.compile(r"<(/?)(?:div|section|article|blockquote|tr|table)\b[^>]*>", re.I)
_HEADS = re.compile(r"<(/?)h[1-6]\b[^>]*>", re.I)
_STRONG = re.compile(r"<(/?)b\b[^>]*>", re.I)
_EM = re.compile(r"<(/?)i\b[^>]*>", re.I)
_PLAIN_LINK = re.compile(r"(href=[\"'])http://", re.I)
_MARKED = re.compile(r"[*_#\[\]`>]|^\s*(?:[-•]|\d+[.)])\s", re.M)
_HEADING = re.compile(r"#{1,6}\s+(.+?)\s*#*")
_BULLET = re.compile(r"(?:[-*+•–]|\u25cf|\uf0b7)\s+(.+)")
_NUMBERED = re.compile(r"\d{1,2}[.)]\s+(.+)")
_STRONG_MARK = re.compile(r"(\*\*|__)(?=\S)(.{1,400}?)(?<=\S)\1")
_EM_MARK = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,400}?)(?<=[^\s*])\*(?![\w*])")
_LINK = re.compile(r"\[([^\[\]\n]{1,300})\]\(([^()\s]{1,500})\)")
_ITEMS = re.compile(r"(?<=[^\s.;,:!?])</li><li>")
_INITIALS = re.compile(r"(?:\b\w\.\w|\betc)\.$", re.I)
_CLOSES = re.compile(r"</(?:p|li|ul|ol)>|<br ?/?>")
_TAG = re.compile(r"<[^<>]*>")
_SENTENCE_END = re.compile(r"[.!?…]\s+(?=[A-ZÀ-Ÿ0-9«\"“(])")
_ABBREVIATION = re.compile(r"(?:\b(?:M|Mme|Dr|St|Ste|av|bd|tél|ex|cf|art|n)|\b\w)\.$", re.I)


def rich_text(text: str) -> str:
    """Clean HTML, block by block; its words are those of the text."""
    if not text.strip():
        return ""
    if "<" in text and _HTML.search(text):
        return clean_html(_adapted(text))
    return "".join(_blocks(text))


def is_too_long(html: str) -> bool:
    return len(html) > RICH_TEXT_MAX and len(plain_text(html)) > RICH_TEXT_MAX


def _adapted(html: str) -> str:
    """Tags that we do not keep, as those that say nearly the same."""
    html = _BREAKS.sub(lambda m: "</p>" if m[1] else "<p>", html)
    html = _HEADS.sub(lambda m: "</strong></p>" if m[1] else "<p><strong>", html)
    html = _STRONG.sub(r"<\1strong>", html)
    html = _EM.sub(r"<\1em>", html)
    return _PLAIN_LINK.sub(r"\1https://", html)


def _blocks(text: str) -> Iterable[str]:
    is_marked = bool(_MARKED.search(text))
    items: list[str] = []
    tag = ""
    for line in _joined_lines(text.replace("\r\n", "\n").replace("\r", "\n").split("\n")):
        kind, content = _line(line) if is_marked else ("p", line)
        html = _inline(content) if is_marked else escape(content, quote=False)
        if kind != tag and items:
            yield f"<{tag}>{''.join(items)}</{tag}>"
            items = []
        tag = kind
        if kind in ("ul", "ol"):
            items.append(f"<li>{html}</li>")
        elif kind == "h":
            yield f"<p><strong>{html}</strong></p>"
        else:
            yield f"<p>{html}</p>"
    if items:
        yield f"<{tag}>{''.join(items)}</{tag}>"


def _joined_lines(lines: list[str]) -> Iterable[str]:
    """Lines as paragraphs: one that goes on in small letters is the same sentence cut in two."""
    held = ""
    for line in lines:
        text = " ".join(line.split())
        if held and text and text[0].islower() and not held.endswith((".", "!", "?", ":")):
            held = f"{held} {text}"
            continue
        if held:
            yield held
        held = text
    if held:
        yield held


def _line(line: str) -> tuple[str, str]:
    for kind, pattern in (("h", _HEADING), ("ul", _BULLET), ("ol", _NUMBERED)):
        if match := pattern.fullmatch(line):
            return kind, match[1]
    return "p", line.removeprefix("> ")


def _inline(text: str) -> str:
    """Bold, emphasis and links; anything else that looks like markup is text."""
    html = escape(text.replace("`", ""), quote=False)
    html = _LINK.sub(_anchor, html)
    html = _STRONG_MARK.sub(r"<strong>\2</strong>", html)
    return _EM_MARK.sub(r"<em>\1</em>", html)


def _anchor(match: re.Match[str]) -> str:
    words, target = match[1], match[2]
    if target.startswith("http://"):
        target = target.replace("http://", "https://", 1)
    if not target.startswith(("https://", "mailto:", "tel:")):
        return f"{words} ({target})"
    return f'<a href="{escape(target, quote=True).replace("&amp;amp;", "&amp;")}">{words}</a>'


def in_words(text: str) -> str:
    """Plain text without markup, on one line; the items of a list are told apart by commas."""
    if "<" in text and _HTML.search(text):
        html = clean_html(_adapted(text))
    elif _MARKED.search(text):
        html = "".join(_blocks(text))
    else:
        return " ".join(text.split())
    spaced = _CLOSES.sub(" ", _ITEMS.sub(", ", html))
    return " ".join(unescape(_TAG.sub("", spaced)).split())


def summary(words: str) -> str:
    """The first sentences, as many as 280 characters hold; a longer first one is cut at a word."""
    if len(words) <= SUMMARY_MAX:
        return words
    kept = ""
    for sentence in _sentences(words):
        longer = f"{kept} {sentence}".strip()
        if len(longer) > SUMMARY_MAX:
            break
        kept = longer
    return kept or shortened(words, SUMMARY_MAX)


def _sentences(words: str) -> Iterable[str]:
    held, start = "", 0
    words = words[: SUMMARY_MAX * 3]
    for end, following in chain(_sentence_ends(words), [(len(words), 0)]):
        part, start = words[start:end], following
        held = f"{held} {part}".strip()
        if not _ABBREVIATION.search(held):
            yield held
            held = ""


def _sentence_ends(words: str) -> Iterable[tuple[int, int]]:
    return ((match.start() + 1, match.end()) for match in _SENTENCE_END.finditer(words))


def shortened(words: str, most: int) -> str:
    """The beginning, cut between words and ended by an ellipsis."""
    if len(words) <= most:
        return words
    return words[: most - 1].rpartition(" ")[0].rstrip(" ,;:.-") + "…"


def without_full_stop(text: str) -> str:
    """The name on one line without its last full stop, unless it is that of initials or "etc."."""
    words = " ".join(text.split())
    if not words.endswith(".") or words.endswith("...") or _INITIALS.search(words):
        return words
    return words.rstrip(". ")


def title(text: str, *, small_words: frozenset[str]) -> str:
    """The title without its last full stop, and not shouted."""
    words = without_full_stop(text)
    letters = [char for char in words if char.isalpha()]
    if len(letters) < 8 or " " not in words or any(char.islower() for char in letters):
        return words
    spoken = " ".join(_spoken(word, small_words) for word in words.split(" "))
    return spoken[:1].upper() + spoken[1:]


def _spoken(word: str, small_words: frozenset[str]) -> str:
    """A word in small letters, unless it is short enough to be initials or holds a digit."""
    plain = word.strip("()[]«»\"'’,;:!?./").lower()
    if plain in small_words or (len(plain) > 4 and not any(char.isdigit() for char in plain)):
        return word.lower()
    return word
