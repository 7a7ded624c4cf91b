"""What a diff shows on a page: whole, escaped, without colour, in two views."""

import re
import time
from html import unescape
from itertools import count, islice
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from contributions.diff import diff_fields
from contributions.diff_lookalikes import suspect_addresses, warnings_of
from contributions.diff_marks import pieces
from contributions.diff_words import Budget, diff_words
from contributions.templatetags.diffs import words
from contributions.wording import Wording
from offers.schema import OFFER_FIELDS
from offers.structures import STRUCTURE_FIELDS

HOSTILE = '<img src=x onerror=alert(1)>"><script>alert(2)</script>\u202ejavascript:alert(3)'


def shown(name: str, before: Any, after: Any, *, path: str = "/", schema: Any = None) -> str:
    fields = schema or OFFER_FIELDS
    found = diff_fields({name: before}, {name: after}, schema={name: fields[name]}, words=Wording())
    request = RequestFactory().get(path)
    return render_to_string("contributions/diff.html", {"diff": found}, request=request)


def stripped(html: str, tag: str) -> str:
    """The text without what stands in a tag, and without what only a screen reader says."""
    without = re.sub(rf"<{tag}>.*?</{tag}>", "", html, flags=re.DOTALL)
    without = re.sub(r'<span class="visually-hidden">.*?</span>', "", without, flags=re.DOTALL)
    return unescape(re.sub(r"</?(?:ins|del)>", "", without))


def said(node: Any) -> str:
    return node.get_text().replace("\xa0", " ")


_visible = st.text(
    st.sampled_from("ab éĐ<>&\"'.,\n1\u4e00\u0627") | st.characters(categories=["L", "N", "P"]),
    max_size=60,
).filter(lambda text: pieces(text) in ((), ((text, "", ""),)))


@given(_visible, _visible)
def test_without_ins_it_is_the_old_text_without_del_the_new(before: str, after: str) -> None:
    html = words(diff_words(before, after))
    blank = any(one.text.isspace() and one.kind != "equal" for one in diff_words(before, after))
    if not blank:
        assert stripped(html, "ins") == before
        assert stripped(html, "del") == after


@given(st.text(max_size=80), st.text(max_size=80))
def test_whatever_the_texts_only_our_own_tags_are_drawn(before: str, after: str) -> None:
    html = words(diff_words(before, after))
    assert set(re.findall(r"</?(\w+)", html)) <= {"ins", "del", "span"}
    html.encode()


@pytest.mark.parametrize("path", ["/", "/?vue=cote-a-cote"])
@pytest.mark.parametrize("name", OFFER_FIELDS)
def test_hostile_content_in_any_field_is_only_text(name: str, path: str) -> None:
    kind = OFFER_FIELDS[name].kind
    row = {"uuid": "a", "mode": "link", "value": f"javascript:{HOSTILE}", "note": HOSTILE}
    after = {
        "scalar": HOSTILE,
        "set": [HOSTILE],
        "rows": [row],
        "rich_text": f'<p>{HOSTILE}</p><p><a href="javascript:alert(4)">{HOSTILE}</a></p>',
    }[kind]
    html = shown(
        name, None if kind == "scalar" else "" if kind == "rich_text" else [], after, path=path
    )
    soup = BeautifulSoup(html, "html.parser")
    assert not soup.select("script, img, main a, .diff a, [onerror], [style]")
    assert "alert(" in soup.select_one(".diff").get_text()
    assert "\u202e" not in html


def test_words_are_told_from_each_other_without_colour() -> None:
    soup = BeautifulSoup(shown("title", "Ouvert le lundi", "Ouvert le mardi"), "html.parser")
    assert said(soup.ins) == "Ajouté : mardi"
    assert said(soup.find("del")) == "Retiré : lundi"


def test_side_by_side_each_text_is_whole() -> None:
    html = shown("title", "Ouvert le lundi", "Ouvert le mardi", path="/?de=1&vue=cote-a-cote")
    soup = BeautifulSoup(html, "html.parser")
    before, after = soup.select("dd")
    assert before.ins is None
    assert after.find("del") is None
    assert said(after) == "Ouvert le Ajouté : mardi"
    assert [link["href"] for link in soup.select("nav a")] == ["?de=1", "?de=1&vue=cote-a-cote"]
    assert soup.select_one("nav a[aria-current]").get_text() == "Côte à côte"


def test_a_page_that_answers_a_form_offers_no_other_view() -> None:
    found = diff_fields({"title": "a"}, {"title": "b"}, schema=OFFER_FIELDS, words=Wording())
    request = RequestFactory().post("/")
    html = render_to_string("contributions/diff.html", {"diff": found}, request=request)
    assert "vue=" not in html


def test_signs_that_are_not_seen_are_drawn_as_marks() -> None:
    html = shown("title", "Tarif", "Ta\u200brif \u202eeuro")
    soup = BeautifulSoup(html, "html.parser")
    assert [mark.get_text() for mark in soup.select(".diff__mark")] == ["ZWSP", "RLO"]
    assert "\u202e" not in html


def test_a_change_of_blanks_alone_is_seen() -> None:
    html = shown("simple_version", "un deux", "un\ndeux")
    marks = BeautifulSoup(html, "html.parser").select(".diff__mark")
    assert [mark.get_text() for mark in marks] == ["␣", "¶"]


def test_the_target_of_a_way_to_get_in_touch_is_a_row_of_its_own() -> None:
    row = {"uuid": "a", "mode": "mail", "value": "accueil@caf.fr", "note": "Le matin"}
    html = shown("engage_person", [row], [{**row, "value": "accueil@cаf.fr"}])
    soup = BeautifulSoup(html, "html.parser")
    row_of = soup.select_one(".diff__links li")
    assert "accueil@caf.fr" in row_of.find("del").get_text()
    assert "accueil@cаf.fr" in row_of.ins.get_text()
    assert "mélange" in soup.select_one(".notice").get_text()


def test_two_links_of_the_same_words_that_swap_targets_are_shown() -> None:
    link = '<p><a href="https://{}.fr">ici</a></p>'.format
    html = shown("what", link("a") + link("b"), link("b") + link("a"))
    assert len(BeautifulSoup(html, "html.parser").select(".diff__links li")) == 2


def test_a_picture_and_any_other_attribute_are_rows() -> None:
    html = shown("what", '<p>x <img src="/a.png"></p>', '<p>x <img src="/b.png" alt="y"></p>')
    rows = [li.get_text() for li in BeautifulSoup(html, "html.parser").select(".diff__links li")]
    assert len(rows) == 2
    assert "/a.png" in rows[0]
    assert "/b.png" in rows[0]


@pytest.mark.parametrize(
    ("target", "before"),
    [
        ("https://xn--cf-6kc.fr/", ""),
        ("https://cаf.fr", ""),
        ("https://сое.fr", ""),
        ("https://caf.fr.evil.example/", "https://caf.fr/"),
        ("https://caf-fr.example/", "https://www.caf.fr/"),
        ("https://garagee.example/", "https://garage.example/"),
        ("https://garaeg.example/", "https://garage.example/"),
        ("https://rnairie.fr/", "https://mairie.fr/"),
        ("https://ma1rie.fr/", "https://mairie.fr/"),
        ("accueil@mairle.fr", "accueil@mairie.fr"),
        ("аccueil@mairie.fr", "accueil@mairie.fr"),
        ("mailto:accueil@xn--mairi-n4a.fr", ""),
        ("https://caf.fr@evil.example/", ""),
        ("https://ca\u200bf.fr", ""),
    ],
)
def test_an_address_that_looks_like_another_is_warned_of(target: str, before: str) -> None:
    assert warnings_of(target, instead_of=before)


@pytest.mark.parametrize(
    ("target", "before"),
    [
        ("", "https://caf.fr"),
        ("https://caf.fr/autre?a=b", "https://www.caf.fr/"),
        ("https://rdv.caf.fr/", "https://caf.fr/"),
        ("https://www.francetravail.fr/", "https://www.pole-emploi.fr/"),
        ("https://élan.fr/", ""),
        ("accueil@garage.example", "contact@garage.example"),
        ("+33536490012", "+33536490013"),
        ("https://[::1", ""),
        ("https://مثال.السعودية/", ""),
    ],
)
def test_a_plain_address_is_not(target: str, before: str) -> None:
    assert warnings_of(target, instead_of=before) == ()


def test_a_suspect_address_in_the_words_is_warned_of_once_it_is_added() -> None:
    html = shown("audience_detail", "Voir le site", "Voir le site www.cаf.fr et écrire.")
    assert "www.cаf.fr" in BeautifulSoup(html, "html.parser").select_one(".notice").get_text()
    assert suspect_addresses("voir cаf.fr", known="voir cаf.fr ici") == ()
    assert suspect_addresses("Ouvert le lundi.Le mardi à 9h30, 12.50 euros") == ()


@pytest.mark.parametrize("name", ["website", "phone", "email"])
def test_a_field_that_leads_somewhere_is_replaced_whole(name: str) -> None:
    html = shown(name, "https://caf.fr", "https://caf.fr.evil.example", schema=STRUCTURE_FIELDS)
    soup = BeautifulSoup(html, "html.parser")
    assert said(soup.ins) == "Ajouté : https://caf.fr.evil.example"
    assert soup.select_one(".notice")


@given(st.text(max_size=120))
def test_any_text_can_be_read_for_addresses(text: str) -> None:
    suspect_addresses(text)
    warnings_of(text, instead_of=text[::-1])


def _page(seed: int, *, every: int = 1) -> dict[str, Any]:
    """A page of 20 kB: five rich texts of eight paragraphs, one word of `every` by the seed."""
    names = ("what", "for_whom", "how_it_goes", "what_next", "access_conditions")
    seeds = (seed if number % every == 0 else 7919 for number in count())
    word = (str(number * of % 10_007) for number, of in enumerate(seeds))
    paragraphs = (f"<p>{' '.join(islice(word, 100))}</p>" for _ in count())
    return {name: "".join(islice(paragraphs, 8)) for name in names}


@pytest.mark.no_cover  # tracing branches would be measured too
@pytest.mark.parametrize("every", [1, 2, 3])
def test_two_pages_of_20_kb_are_compared_and_drawn_in_less_than_200_ms(every: int) -> None:
    before, after = _page(7919), _page(7907, every=every)
    assert sum(map(len, before.values())) > 19_000
    schema = {name: OFFER_FIELDS[name] for name in before}
    spent = []
    for _attempt in range(3):
        start = time.process_time()
        found = diff_fields(before, after, schema=schema, words=Wording())
        request = RequestFactory().get("/")
        render_to_string("contributions/diff.html", {"diff": found}, request=request)
        spent.append(time.process_time() - start)
    assert min(spent) < 0.2


def test_after_the_time_of_a_page_small_changes_are_still_seen() -> None:
    spent = Budget(seconds=0.0)
    found = diff_words("Le lundi de 9 h à 12 h", "Le lundi de 9 h à 13 h", spent)
    assert [(one.kind, one.text) for one in found] == [
        ("equal", "Le lundi de 9 h à "),
        ("delete", "12"),
        ("insert", "13"),
        ("equal", " h"),
    ]


@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from([0.0, 1.0]))
def test_both_texts_are_whole_whatever_time_is_left(before: str, after: str, left: float) -> None:
    found = diff_words(before, after, Budget(seconds=left))
    assert "".join(one.text for one in found if one.kind != "insert") == before
    assert "".join(one.text for one in found if one.kind != "delete") == after


def test_a_text_written_anew_is_not_taken_apart_word_by_word() -> None:
    before, after = "Un repas chaud le soir, sans inscription", "Douches et laverie : venez à 8 h"
    assert [one.kind for one in diff_words(before, after)] == ["delete", "insert"]
