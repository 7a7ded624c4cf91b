"""From sentences to needs, on the shipped lexicon and on small ones made for a rule."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offers.models import Expression, Need
from offers.vocabulary import DATA
from search.routing.current import current_router, lexicon_version
from search.routing.lexicon import Category, Lexicon, entry, read_files
from search.routing.router import Router

CAR = "mobilite--acceder-a-un-vehicule"
SHELTER = "logement-hebergement--rechercher-une-solution-dhebergement-temporaire"
DEV_SET = Path(os.environ.get("MAILLAGE_SHARED", "../shared")) / "data/routing-dev.jsonl"


@pytest.fixture(scope="module")
def router() -> Router:
    return Router(read_files(DATA / "fr"))


def codes(router: Router, text: str) -> list[str]:
    return [need.code for need in router.route(text).needs]


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("Je n'ai pas de voiture pour aller travailler", CAR),
        ("je dors dans ma voiture", SHELTER),
        ("CPF", "se-former--monter-son-dossier-de-formation"),
        ("le frigo est vide", "equipement-et-alimentation--alimentation"),
        ("mon mari me frappe", "famille--surmonter-conflits-separation-violence"),
        ("je ne sais pas lire", "lecture-ecriture-calcul--maitriser-le-francais"),
        ("permi de conduir pa cher", "mobilite--preparer-un-permis"),
        ("I need food for my kids", "equipement-et-alimentation--alimentation"),
    ],
)
def test_a_problem_leads_to_its_need(router: Router, text: str, need: str) -> None:
    assert codes(router, text)[0] == need


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("logement", "logement-hebergement"),
        ("Santé", "sante"),
        ("juridique", "difficultes-administratives-ou-juridiques"),
        ("famille", "famille"),
    ],
)
def test_a_bare_category_word_leads_to_the_category(
    router: Router, text: str, category: str
) -> None:
    assert codes(router, text) == [category]


@pytest.mark.parametrize(
    "text", ["", "   ", "ldjfkls qsdmlk", "🙂🙂", "azerty", "le la les", "\x00"]
)
def test_what_is_not_understood_is_refused(router: Router, text: str) -> None:
    assert codes(router, text) == []


def test_evidence_quotes_what_was_typed(router: Router) -> None:
    need = router.route("Je n'ai pas de Voiture pour aller travailler").needs[0]
    assert "Voiture" in need.evidence.words
    assert need.evidence.expressions
    assert 0.5 < need.confidence <= 1


def test_the_longest_phrase_hides_its_parts() -> None:
    router = Router(
        Lexicon(
            (
                entry("car", (), text="louer une voiture"),
                entry("car", (), text="voiture pas chère"),
                entry("car", (), text="une voiture"),
                entry("roof", (), text="dors voiture"),
            )
        )
    )
    assert codes(router, "je dors voiture")[0] == "roof"
    assert codes(router, "une voiture")[0] == "car"


def test_a_negation_changes_the_need() -> None:
    router = Router(
        Lexicon(
            (
                entry("arrears", (), text="pas payé le loyer"),
                entry("receipt", (), text="j'ai payé le loyer, il me faut une quittance"),
            )
        )
    )
    assert codes(router, "le loyer n'est pas payé")[0] == "arrears"


def test_an_expression_goes_before_a_category_word() -> None:
    lexicon = Lexicon((entry("leaf", (), text="famille"),), (Category("famille", ("Famille",)),))
    assert codes(Router(lexicon), "famille") == ["leaf"]


def test_an_empty_lexicon_understands_nothing() -> None:
    assert Router(Lexicon(())).route("une voiture").needs == ()


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_is_answered(text: str) -> None:
    routing = _SMALL.route(text)
    shares = [need.confidence for need in routing.needs]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) <= 1.001
    assert len(routing.chosen()) <= len(routing.needs)


_SMALL = Router(
    Lexicon((entry("car", (), text="pas de voiture"), entry("", (), text="météo de demain")))
)


def test_a_new_expression_counts_at_once(words: None) -> None:
    assert CAR not in [n.code for n in current_router().route("zblorg krapouille").needs]
    version = lexicon_version()
    added = Expression.objects.create(
        need=Need.objects.get(code=CAR),
        text="zblorg krapouille",
        status=Expression.Status.ACCEPTED,
    )
    assert lexicon_version() != version
    assert current_router().route("zblorg krapouille").needs[0].code == CAR
    added.status = Expression.Status.RETIRED
    added.save()
    assert CAR not in [n.code for n in current_router().route("zblorg krapouille").needs]


@pytest.mark.skipif(not DEV_SET.exists(), reason="needs ../shared/data/routing-dev.jsonl")
def test_the_measured_floor_holds(router: Router) -> None:
    rows = [json.loads(line) for line in DEV_SET.read_text("utf-8").splitlines()]
    found = [codes(router, row["text"]) for row in rows]
    pairs = list(zip(found, rows, strict=True))
    first = sum(got[:1] != [] and got[0] in row["gold"] + row["also_ok"] for got, row in pairs)
    third = sum(any(code in row["gold"] for code in got[:3]) for got, row in pairs)
    assert first / len(rows) >= 0.70
    assert third / len(rows) >= 0.80
