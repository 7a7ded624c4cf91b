"""Clean HTML written as text that anyone can type in a plain box, and read back.

A blank line parts paragraphs, "- " and "1. " begin the items of a list, **two stars** mean strong,
_underscores_ emphasis, [text](address) a link. A backslash takes a mark literally.
"""

import re
from collections.abc import Iterable
from html import escape
from html.parser import HTMLParser
from itertools import groupby
from typing import NamedTuple

from contributions.blocks import split_blocks

_BULLET = re.compile(r"[-*•]\s+(?=\S)")
_NUMBER = re.compile(r"\d{1,3}[.)]\s+(?=\S)")
# Each alternative stops at a newline or at its own closing mark: linear on any input.
_INLINE = re.compile(
    r"\\(?P<literal>[\\*_\[\]().\-•\d])"
    r"|\*\*(?P<strong>(?:\\.|[^*\\\n]){1,2000})\*\*"
    r"|(?<!\w)_(?P<em>(?:\\.|[^_\\\n]){1,2000})_(?!\w)"
    r"|\[(?P<text>(?:\\.|[^\[\]\\\n]){1,500})\]\((?P<url>[^()\s]{1,1000})\)"
)
# Where a link leads is a link; `rel` is ours, the same on every link.
_SAID_ELSEWHERE = frozenset({("a", "href"), ("a", "rel")})
_OPENING = {"strong": "**", "em": "_", "a": "["}


def to_simple(html: str) -> str:
    """The text of clean HTML, its lists, emphasis and links written with marks."""
    return "\n\n".join(filter(None, (_block_text(block) for block in split_blocks(html))))


def to_html(text: str, *, original: str = "") -> str:
    """The HTML a text means. Blocks whose text did not change keep the HTML of `original`.

    The result is escaped, not sanitised: `offers.validation` cleans it before anything is kept.
    """
    known = {_block_text(block): block for block in split_blocks(original)}
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    html: list[str] = []
    items: list[str] = []
    for group in _groups(line.strip() for line in lines):
        kept = known.get("\n".join(group), "")
        if not kept and _list_tag(group[0]) == _list_tag((items or [""])[0]) != "":
            items += group
            continue
        html.append(_lines_html(items))
        items = [] if kept else group
        html.append(kept)
    return "".join([*html, _lines_html(items)])


def _groups(lines: Iterable[str]) -> list[list[str]]:
    """Lines that no blank line parts."""
    groups: list[list[str]] = [[]]
    for line in lines:
        if line:
            groups[-1].append(line)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def _lines_html(lines: list[str]) -> str:
    """Lines of one list together; every other line is a paragraph of its own."""
    return "".join(
        _list_html(tag, list(run)) if tag else "".join(map(_paragraph_html, run))
        for tag, run in groupby(lines, key=_list_tag)
    )


def _list_tag(line: str) -> str:
    if _BULLET.match(line):
        return "ul"
    return "ol" if _NUMBER.match(line) else ""


def _paragraph_html(line: str) -> str:
    return f"<p>{_inline_html(line)}</p>"


def _list_html(tag: str, lines: list[str]) -> str:
    marker = _BULLET if tag == "ul" else _NUMBER
    items = "".join(f"<li>{_inline_html(marker.sub('', line, count=1))}</li>" for line in lines)
    return f"<{tag}>{items}</{tag}>"


def _inline_html(text: str) -> str:
    html: list[str] = []
    end = 0
    for mark in _INLINE.finditer(text):
        html += [escape(text[end : mark.start()], quote=False), _mark_html(mark)]
        end = mark.end()
    return "".join([*html, escape(text[end:], quote=False)])


def _mark_html(mark: re.Match[str]) -> str:
    if mark["literal"]:
        return mark["literal"]
    if mark["url"]:
        return f'<a href="{escape(mark["url"])}">{_inline_html(mark["text"])}</a>'
    tag = "strong" if mark["strong"] else "em"
    return f"<{tag}>{_inline_html(mark[tag])}</{tag}>"


class Link(NamedTuple):
    text: str
    url: str


class Attribute(NamedTuple):
    """What markup says beside words and link targets: the source of a picture, a style…"""

    tag: str
    name: str
    value: str


class BlockReading(NamedTuple):
    """One block as a person reads it, without marks, where its links lead, and what they miss."""

    text: str
    links: tuple[Link, ...]
    attributes: tuple[Attribute, ...] = ()


def read_block(block: str) -> BlockReading:
    writer = _Writer(marks=False)
    text = writer.text_of(block)
    return BlockReading(text, tuple(writer.links), tuple(writer.attributes))


class _Writer(HTMLParser):
    """Writes one block as lines of simple text."""

    def __init__(self, *, marks: bool = True) -> None:
        super().__init__(convert_charrefs=True)
        self.marks = marks
        self.links: list[Link] = []
        self.attributes: list[Attribute] = []
        self.anchor: list[str] = []
        self.lines: list[str] = []
        self.line: list[str] = []
        self.open: list[str] = []
        self.href = ""
        self.number = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"p", "br", "ul", "ol", "li"}:
            self.close_line()
        if tag == "li":
            self.number += 1
            self.line.append(f"{self.number}. " if "ol" in self.open else "- ")
        self.href = dict(attrs).get("href") or "" if tag == "a" else self.href
        self.attributes += [
            Attribute(tag, name, value or "")
            for name, value in attrs
            if (tag, name) not in _SAID_ELSEWHERE
        ]
        self.anchor = [] if tag == "a" else self.anchor
        self.mark(_OPENING.get(tag, ""))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"p", "li", "ul", "ol"}:
            self.close_line()
        self.mark(f"]({_one_word(self.href)})" if tag == "a" else _OPENING.get(tag, ""))
        if tag == "a":
            self.links.append(Link("".join(self.anchor).strip(), self.href))
        if tag in self.open:
            self.open.remove(tag)

    def handle_data(self, data: str) -> None:
        text = re.sub(r"\s+", " ", data)
        self.anchor.append(text)
        self.line.append(_literal(text, self.open) if self.marks else text)

    def mark(self, mark: str) -> None:
        if self.marks:
            self.line.append(mark)

    def close_line(self) -> None:
        text = "".join(self.line).strip()
        self.line.clear()
        if not text or (text == "-" and "li" in self.open):
            return
        looks_like_item = "li" not in self.open and bool(_list_tag(text))
        self.lines.append(f"\\{text}" if self.marks and looks_like_item else text)

    def text_of(self, block: str) -> str:
        self.feed(block)
        self.close()
        self.close_line()
        return "\n".join(self.lines)


def _one_word(url: str) -> str:
    return re.sub(r"[()\s]", lambda mark: f"%{ord(mark[0]):02X}", url)


def _literal(text: str, open_tags: list[str]) -> str:
    """Text whose marks mean nothing, with a backslash only where one would be read as a mark."""
    text = re.sub(r"\\(?=[\\*_\[\]().\-•\d])", r"\\\\", text)
    if "**" in text or "strong" in open_tags:
        text = text.replace("*", r"\*")
    text = re.sub(r"_" if "em" in open_tags else r"(?<!\w)_|_(?!\w)", r"\\_", text)
    if "](" in text or "a" in open_tags:
        text = re.sub(r"([\[\]])", r"\\\1", text)
    return text


def _block_text(block: str) -> str:
    return _Writer().text_of(block)
