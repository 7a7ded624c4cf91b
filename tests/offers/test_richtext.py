import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from offers.richtext import blocks, clean_html, plain_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<p>Bonjour</p>", "<p>Bonjour</p>"),
        ("Bonjour", "<p>Bonjour</p>"),
        ("Bonjour <strong>Awa</strong><ul><li>un</li></ul>suite",
         "<p>Bonjour <strong>Awa</strong></p><ul><li>un</li></ul><p>suite</p>"),
        ("<p></p><p>  </p>", ""),
        ("<a><em></em></a>", ""),
        ("<script>alert(1)</script><p>a</p>", "<p>a</p>"),
        ('<p onclick="x()">a</p>', "<p>a</p>"),
        ("<h1>Titre</h1><table><tr><td>x</td></tr></table>", "<p>Titrex</p>"),
        ('<p><a href="javascript:x">a</a></p>', '<p><a rel="nofollow ugc noopener">a</a></p>'),
        ('<p><a href="https://x.example/">a</a></p>',
         '<p><a href="https://x.example/" rel="nofollow ugc noopener">a</a></p>'),
        ("e\u0301te\u0301", "<p>été</p>"),
        ("Prix\u00a0: 3\u00a0€\u00a0", "<p>Prix\u00a0: 3\u00a0€</p>"),
        ("<p>3&nbsp;€ &amp;nbsp;</p>", "<p>3\u00a0€ &amp;nbsp;</p>"),
    ],
)  # fmt: skip
def test_only_allowed_markup_is_kept(typed, kept):
    assert clean_html(typed) == kept


@given(st.text(max_size=300))
@example("0\u00a0")
def test_cleaning_twice_changes_nothing(text):
    once = clean_html(text)
    assert clean_html(once) == once


@given(st.lists(st.sampled_from(["<p>a</p>", "<ul><li>b</li></ul>", "<ol><li>c</li></ol>"])))
def test_blocks_are_found_back(parts):
    assert blocks("".join(parts)) == parts


def test_plain_text_keeps_the_words_apart():
    assert plain_text("<p>un</p><ul><li>deux</li><li>trois</li></ul>") == "un deux trois"
