"""Misspelt words put right, and all that is left alone."""

import pytest

from search import vocabulary
from search.analysis import fold_word, tokens
from search.engines.current import engine
from search.models import SearchCount
from search.spelling import Vocabulary, corrected
from search.vocabulary import current_vocabulary, put_right
from tests.factories import make_offer

WORDS = {
    "aide": 90,
    "urgence": 40,
    "logement": 90,
    "voiture": 60,
    "avocat": 40,
    "gratuit": 80,
    "cherche": 90,
    "hébergement": 50,
    "alimentaire": 30,
    "vêtements": 20,
    "chantier": 15,
    "permis": 70,
}


@pytest.fixture
def few_words() -> Vocabulary:
    weights = {fold_word(word): uses for word, uses in WORDS.items()}
    stems = {stem for word in WORDS for stem in tokens(word)}
    return Vocabulary.of(stems, weights, {fold_word(word): word for word in WORDS})


def nobody(_word: str) -> bool:
    return False


@pytest.mark.parametrize(
    ("typed", "right"),
    [
        ("je cherche un logemnet", "je cherche un logement"),
        ("avocta gratuit", "avocat gratuit"),
        ("Hebergment d'urgence", "Hébergement d'urgence"),
        ("aide alimantaire", "aide alimentaire"),
        ("vetemants", "vêtements"),
    ],
)
def test_a_misspelt_word_is_put_right(few_words, typed, right) -> None:
    assert corrected(typed, few_words, nobody).text == right


@pytest.mark.parametrize(
    "text",
    [
        "je cherche un logement",
        "des logements et des voitures",
        "CPIP MDPH",
        "un ami Avocta",
        "la caf et la mdph",
        "blabla truc machin chose",
        "xqzt wvbn",
        "busco alojamiento para esta noche",
        "12000 75013",
        "",
    ],
)
def test_what_is_not_surely_wrong_is_left_alone(few_words, text) -> None:
    assert corrected(text, few_words, nobody).text == text


def test_names_of_places_are_left_alone(few_words) -> None:
    assert not corrected("cherche permis voitune", few_words, lambda word: word == "voitune")


def test_a_word_of_another_language_leaves_the_sentence_alone() -> None:
    words = Vocabulary.of(["refugi"], {"refugie": 50}, {"refugie": "réfugié"}, ["mujer"])
    assert not corrected("refugia mujer", words, nobody)
    assert corrected("refugia", words, nobody).text == "réfugié"


def test_the_pairs_are_told_in_order(few_words) -> None:
    found = corrected("je cherche un logemnet et un avocta", few_words, nobody)
    assert found.pairs == [("logemnet", "logement"), ("avocta", "avocat")]


@pytest.fixture
def fresh_words():
    vocabulary.forget()
    yield
    vocabulary.forget()


@pytest.mark.usefixtures("fresh_words")
def test_the_words_of_the_index_are_known(offer) -> None:
    stems = dict(engine().common_words(100_000))
    assert stems[tokens("voiture")[0]] >= 1
    assert current_vocabulary().knows("voitures")
    assert not current_vocabulary().knows("voituers")


@pytest.mark.usefixtures("fresh_words", "sayings")
def test_a_sentence_is_put_right_with_the_words_of_the_site(offer, monkeypatch) -> None:
    monkeypatch.setattr("search.spelling.LEAST_USES", 1)
    make_offer(title="Location de voitures")
    make_offer(title="Réparer sa voiture")
    assert put_right("pas de voitrue", "fr").text == "pas de voiture"
    assert put_right("pas de voitrue", "en").text == "pas de voitrue"
    assert put_right("Villefranch", "fr").text == "Villefranch"


@pytest.mark.usefixtures("fresh_words")
def test_the_words_are_read_once(offer, django_assert_num_queries) -> None:
    current_vocabulary()
    with django_assert_num_queries(0):
        current_vocabulary()


@pytest.mark.usefixtures("fresh_words", "sayings")
def test_the_page_says_what_was_searched_and_leads_back(client, offer, monkeypatch) -> None:
    monkeypatch.setattr("search.spelling.LEAST_USES", 1)
    make_offer(title="Location de voitures")
    make_offer(title="Réparer sa voiture")
    sent = client.post("/recherche/", {"probleme": "pas de voitrue", "lieu": "Rodez"})
    page = client.get(sent["Location"])
    assert page.context["corrections"] == (("voitrue", "voiture"),)
    assert "pas de voiture" in page.content.decode()
    exact, _reloaded = (client.get(page.context["exact_url"]) for _ in range(2))
    assert exact.context["corrections"] == ()
    assert exact.context["problem"] == "pas de voitrue"
    assert SearchCount.objects.get().searches == 1
