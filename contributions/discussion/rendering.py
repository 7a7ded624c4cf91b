"""A message as a page shows it: paragraphs, line breaks, links to secure addresses, all escaped."""

import re

from offers.markup import filled, joined

# Only plain letters in the name of the site: another alphabet could pass for it. Nothing before an
# @ is taken for a name, and an address ends where its sentence does.
_ADDRESS = re.compile(
    r"https://[a-z0-9][a-z0-9.-]*[a-z0-9]"
    r"(?=[/?#]|:\d|[.,;:!?)\]}»…]*(?:\s|$))"
    r"(?::\d{1,5}(?!\d))?(?:[/?#][^\s<>\"'`]*)?",
    re.IGNORECASE,
)
_CLOSING = ".,;:!?)]}»…"


def message_html(text: str) -> str:
    """Safe for any text; every character of it is shown."""
    paragraphs = re.split(r"\n{2,}", text.strip("\n"))
    return joined(filled("<p>{}</p>", _lines(one)) for one in paragraphs)


def _lines(paragraph: str) -> str:
    lines = [_linked(line) for line in paragraph.split("\n")]
    return joined(filled("{}{}", "" if at == 0 else _BREAK, line) for at, line in enumerate(lines))


_BREAK = filled("<br>")


def _linked(line: str) -> str:
    parts: list[str] = []
    done = 0
    for found in _ADDRESS.finditer(line):
        address = found.group().rstrip(_CLOSING)
        parts += [line[done : found.start()], _link(address)]
        done = found.start() + len(address)
    return joined([*parts, line[done:]])


def _link(address: str) -> str:
    return filled('<a href="{0}" rel="nofollow ugc noopener">{0}</a>', address)
