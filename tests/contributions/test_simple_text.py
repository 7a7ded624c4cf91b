"""Clean HTML as text anyone can type, and back, without loss."""

from html import escape

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contributions.simple_text import to_html, to_simple

_text = st.text(st.sampled_from("ab é*_[]()\\-1.<&•"), min_size=1, max_size=12).map(
    lambda text: " ".join(text.split())
).filter(bool)  # fmt: skip
_word = st.sampled_from(["mot", "jean_paul", "a*b", "[note]", "été"])
_inline = st.one_of(
    _text.map(escape),
    _word.map(lambda word: f"<strong>{word}</strong>"),
    _word.map(lambda word: f"<em>{word}</em>"),
    _word.map(lambda word: f'<a href="https://a.fr/?b=1&amp;c=2">{word}</a>'),
)
_line = st.lists(_inline, min_size=1, max_size=3).map(" ".join)
_block = st.one_of(
    _line.map(lambda line: f"<p>{line}</p>"),
    st.lists(_line, min_size=1, max_size=3).map(
        lambda lines: "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"
    ),
)


@given(st.lists(_block, max_size=4).map("".join))
@example("<p>1</p><p>-</p>")
def test_text_written_and_read_again_is_the_same_html(html: str) -> None:
    assert to_html(to_simple(html), original=html) == html


@given(_line.map(lambda line: f"<p>{line}</p>"))
def test_marks_are_read_as_they_were_written(html: str) -> None:
    assert to_simple(to_html(to_simple(html))) == to_simple(html)


@pytest.mark.parametrize(
    ("typed", "html"),
    [
        ("", ""),
        ("Bonjour", "<p>Bonjour</p>"),
        ("un\r\ndeux\r\n\r\ntrois", "<p>un</p><p>deux</p><p>trois</p>"),
        ("Liste :\n- carte\n- livret", "<p>Liste :</p><ul><li>carte</li><li>livret</li></ul>"),
        ("1. un\n2) deux", "<ol><li>un</li><li>deux</li></ol>"),
        ("- un\n\n- deux", "<ul><li>un</li><li>deux</li></ul>"),
        ("**fort** et _penché_", "<p><strong>fort</strong> et <em>penché</em></p>"),
        ("[ici](https://a.fr)", '<p><a href="https://a.fr">ici</a></p>'),
        ("jean_paul_x@a.fr", "<p>jean_paul_x@a.fr</p>"),
        (r"\- pas une liste", "<p>- pas une liste</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ('[x](https://a"onclick="b)', '<p><a href="https://a&quot;onclick=&quot;b">x</a></p>'),
        ("** ouvert", "<p>** ouvert</p>"),
    ],
)  # fmt: skip
def test_what_is_typed(typed: str, html: str) -> None:
    assert to_html(typed) == html


def test_a_block_left_alone_keeps_its_own_html() -> None:
    original = "<p>un<br/>deux</p><p>trois</p>"
    typed = to_simple(original).replace("trois", "quatre")
    assert to_html(typed, original=original) == "<p>un<br/>deux</p><p>quatre</p>"


@pytest.mark.parametrize("typed", ["[" * 50_000, "**" * 50_000, "_a " * 40_000, "\\" * 100_000])
@pytest.mark.timeout(5)
def test_100_kb_of_marks_never_hang(typed: str) -> None:
    to_html(typed)
