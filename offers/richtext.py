"""Contributed text: a short list of tags, links that lend no credit, blocks at the top only."""

import re
import unicodedata
from html import unescape

import nh3
from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag

_TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "br"}
_BLOCKS = {"p", "ul", "ol"}
LINK_REL = "nofollow ugc noopener"
# Paragraphs of words and nothing else: what nearly all imported text is made of.
_PLAIN = re.compile(r"(?:<p>[^\s<>&](?:[^<>&\x00\r]*[^\s<>&])?</p>)*")


def clean_html(html: str) -> str:
    """The same text with allowed tags only (p, ul, ol, li, strong, em, a[href https, mailto, tel]).

    Loose text becomes a paragraph, empty blocks go. Idempotent. "" when nothing is left to read.
    """
    text = unicodedata.normalize("NFC", html.replace("\x00", ""))
    if _PLAIN.fullmatch(text):
        return text
    allowed = nh3.clean(
        text,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"https", "mailto", "tel"},
        link_rel=LINK_REL,
    )
    return "".join(blocks(allowed.replace("&nbsp;", "\u00a0")))


def blocks(html: str) -> list[str]:
    """The top-level blocks of clean HTML, in order; neighbouring loose text makes one paragraph."""
    if "<" not in html:
        # One paragraph; and the parser would take ".htm" for the name of a file.
        return [f"<p>{html.strip()}</p>"] if unescape(html).strip() else []
    found: list[str] = []
    loose: list[str] = []
    for node in BeautifulSoup(html, "html.parser").contents:
        if isinstance(node, Tag) and node.name in _BLOCKS:
            _close(loose, found)
            _keep(str(node), node.get_text(), found)
        elif isinstance(node, Tag) and node.name == "br":
            _close(loose, found)
        elif isinstance(node, Tag | NavigableString):
            loose.append(node.decode() if isinstance(node, Tag) else node.output_ready("minimal"))
    _close(loose, found)
    return found


def plain_text(html: str) -> str:
    """The words of clean HTML, one space between blocks."""
    if _PLAIN.fullmatch(html) or "<" not in html:
        return " ".join(unescape(html.replace("<p>", " ").replace("</p>", " ")).split())
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


def _close(loose: list[str], found: list[str]) -> None:
    text = "".join(loose).strip()
    loose.clear()
    if text:
        _keep(f"<p>{text}</p>", plain_text(text), found)


def _keep(html: str, text: str, found: list[str]) -> None:
    if text.strip():
        found.append(html.strip())
