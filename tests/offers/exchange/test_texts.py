"""Texts of sources: blocks, sentences, titles."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offers.exchange import texts
from offers.richtext import clean_html, plain_text
from tests.examples import tries


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Un.\n\nDeux.", "<p>Un.</p><p>Deux.</p>"),
        ("Une phrase coupée\nau milieu.", "<p>Une phrase coupée au milieu.</p>"),
        ("R&D < 3 € > 2", "<p>R&amp;D &lt; 3 € &gt; 2</p>"),
        ("## Pour qui ?\nTous.", "<p><strong>Pour qui ?</strong></p><p>Tous.</p>"),
        (
            "Il faut :\n- un RIB\n- **une** photo",
            "<p>Il faut :</p><ul><li>un RIB</li><li><strong>une</strong> photo</li></ul>",
        ),
        ("1. Appeler\n2) Venir", "<ol><li>Appeler</li><li>Venir</li></ol>"),
        ("• un\n• deux", "<ul><li>un</li><li>deux</li></ul>"),
        ("prix * quantité_totale", "<p>prix * quantité_totale</p>"),
        ("voir [le site](javascript:alert(1))", None),
        ("<p>Un<b>e</b></p><script>alert(1)</script>", "<p>Un<strong>e</strong></p>"),
        ("<h2>Titre</h2><div>a</div><div>b</div>", "<p><strong>Titre</strong></p><p>a</p><p>b</p>"),
        ("   ", ""),
    ],
)
def test_blocks(text, html):
    found = texts.rich_text(text)
    assert "javascript:" not in "".join(part for part in found.split('"') if "href" in part)
    if html is not None:
        assert found == html


def test_a_link_is_kept_and_made_safe():
    html = clean_html(texts.rich_text("Sur [AL'in](http://al-in.fr/?a=1&b=2)."))
    assert 'href="https://al-in.fr/?a=1&amp;b=2"' in html
    assert "nofollow" in html


@settings(max_examples=tries(60), deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_the_words_of_a_plain_text_are_all_kept(text):
    if texts._MARKED.search(text) or "<" in text:
        return
    assert plain_text(texts.rich_text(text)).split() == text.split()


@settings(max_examples=tries(60), deadline=None)
@given(st.text(max_size=300))
def test_any_text_gives_clean_html_and_a_short_summary(text):
    html = clean_html(texts.rich_text(text))
    assert clean_html(html) == html
    assert len(texts.summary(texts.in_words(text))) <= texts.SUMMARY_MAX


def test_the_summary_is_made_of_whole_sentences():
    first = "Nous aidons les personnes qui cherchent un logement. "
    long = first + "Puis " + "nous allons plus loin, " * 20 + "vraiment."
    assert texts.summary(long) == first.strip()


def test_a_sentence_too_long_is_cut_between_words():
    cut = texts.summary("mot " * 200)
    assert len(cut) <= 280
    assert cut.endswith("mot…")


def test_an_abbreviation_does_not_end_a_sentence():
    text = "Demandez M. Durand au guichet. " + "Ensuite, " * 40
    assert texts.summary(text) == "Demandez M. Durand au guichet."


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Aide aux démarches.", "Aide aux démarches"),
        ("Ateliers, sorties, etc.", "Ateliers, sorties, etc."),
        ("AIDE AU PERMIS DE CONDUIRE", "Aide au permis de conduire"),
        ("ATELIER CV ET LETTRE", "Atelier CV et lettre"),
        ("Régie de quartier R.I.B.", "Régie de quartier R.I.B."),
        ("CCAS", "CCAS"),
        ("SOS Racisme", "SOS Racisme"),
    ],
)
def test_titles_are_not_shouted(written, kept):
    small = frozenset({"de", "au", "et", "aide"})
    assert texts.title(written, small_words=small) == kept
