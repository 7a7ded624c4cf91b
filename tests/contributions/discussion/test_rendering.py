"""A message on a page: every character of it, nothing but paragraphs, line ends and safe links."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contributions.discussion.rendering import message_html

PIECES = st.sampled_from(
    [
        "https://exemple.fr/a?b=1&c=2",
        "https://exemple.fr",
        "http://exemple.fr",
        "javascript:alert(1)",
        "https://",
        "https://a@b.fr",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "\"'`<>&;",
        "{0}{}{x}",
        "\n",
        "\n\n",
        ".",
        " ",
    ]
)
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=12).map("".join)


class Reading(HTMLParser):
    """The text a browser shows, and the tags that it is made of."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.text = ""
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag == "br":
            self.text += "\n"

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self.text += "\n\n"

    def handle_data(self, data: str) -> None:
        self.text += data


@given(TEXTS)
def test_any_text_becomes_paragraphs_and_safe_links(text: str) -> None:
    for tag, attributes in Reading(message_html(text)).tags:
        assert tag in {"p", "br", "a"}
        if tag == "a":
            assert set(attributes) == {"href", "rel"}
            assert attributes["rel"] == "nofollow ugc noopener"
            assert str(attributes["href"]).lower().startswith("https://")
        else:
            assert attributes == {}


@given(TEXTS)
def test_nothing_of_it_is_lost(text: str) -> None:
    shown = Reading(message_html(text)).text
    assert shown.replace("\n", "") == text.replace("\n", "")


def links(text: str) -> list[str]:
    tags = Reading(message_html(text)).tags
    return [str(attributes["href"]) for _tag, attributes in tags if attributes]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Voir https://exemple.fr.", ["https://exemple.fr"]),
        ("(https://exemple.fr/a)", ["https://exemple.fr/a"]),
        ("« https://exemple.fr/a?b=1&c=2 »", ["https://exemple.fr/a?b=1&c=2"]),
        ("https://exemple.fr:8443/x", ["https://exemple.fr:8443/x"]),
        ("HTTPS://Exemple.FR/A", ["HTTPS://Exemple.FR/A"]),
        ("http://exemple.fr javascript:x data:text/html,x", []),
        # A Cyrillic letter, and a name before an @: neither leads where it seems to.
        ("https://ex\u0430mple.fr/a", []),
        ("https://exemple.\u043erg/", []),
        ("https://banque.fr@pirate.example/", []),
    ],
)
def test_only_plain_secure_addresses_become_links(text: str, expected: list[str]) -> None:
    assert links(text) == expected


def test_paragraphs_and_lines_stay() -> None:
    assert message_html("Un\ndeux\n\ntrois") == "<p>Un<br>deux</p><p>trois</p>"
