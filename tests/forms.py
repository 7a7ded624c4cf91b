"""What a browser without JavaScript would send for the forms of a page.

Read as the page comes, without building its tree: hundreds of tests send large forms.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

Attributes = dict[str, str]


@dataclass(slots=True)
class Form:
    """Where it leads, its query left aside, and what it sends untouched."""

    action: str
    data: dict[str, Any] = field(default_factory=dict)


def forms_of(response: Any) -> list[Form]:
    """The forms of the main part of the page that are sent with POST."""
    reader = _Reader()
    reader.feed(response.content.decode())
    return reader.forms


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._in_main = self._in_form = False
        self._box: tuple[str, list[str]] | None = None
        self._options: list[Attributes] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "main":
            self._in_main = True
        elif tag == "form":
            self._in_form = self._in_main and said.get("method") == "post"
            if self._in_form:
                self.forms.append(Form(said.get("action", "").partition("?")[0]))
        elif self._in_form:
            self._inside(tag, said)

    def _inside(self, tag: str, said: Attributes) -> None:
        if tag == "option":
            self._options.append(said)
        elif tag in {"textarea", "select"} and "name" in said:
            self._box, self._options = (said["name"], []), []
        elif tag == "input" and "name" in said:
            self._put_in(said)

    def _put_in(self, said: Attributes) -> None:
        kind, value, data = said.get("type"), said.get("value", ""), self.forms[-1].data
        if kind in {"checkbox", "radio"} and "checked" not in said:
            return
        if kind == "checkbox" and value:
            data.setdefault(said["name"], []).append(value)
        else:
            data[said["name"]] = value

    def handle_data(self, data: str) -> None:
        if self._box:
            self._box[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in {"main", "form"}:
            self._in_form = False
            self._in_main = self._in_main and tag != "main"
        elif self._box and tag in {"textarea", "select"}:
            name, texts = self._box
            self.forms[-1].data[name] = _typed(texts) if tag == "textarea" else self._chosen()
            self._box = None

    def _chosen(self) -> str:
        options = [one for one in self._options if "selected" in one] or self._options
        return options[0]["value"] if options else ""


def _typed(texts: list[str]) -> str:
    """A browser drops the first line end of a text area."""
    return "".join(texts).removeprefix("\n").replace("\n", "\r\n")
