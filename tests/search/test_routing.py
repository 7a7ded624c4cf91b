"""From sentences to needs, on the shipped lexicon and on small ones made for a rule."""

import os
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import search
from offers.models import Expression, Need
from offers.vocabulary import DATA
from search.management.routing_measures import answer, measure, read_rows
from search.routing.current import current_router, lexicon_version
from search.routing.encoder import shipped_encoder
from search.routing.lexicon import Category, Lexicon, entry, read_files
from search.routing.model import SHIPPED, fingerprint, shipped_model
from search.routing.router import Router
from tests.examples import tries

CAR = "mobilite--acceder-a-un-vehicule"
SHELTER = "logement-hebergement--rechercher-une-solution-dhebergement-temporaire"
GOLD = Path(search.__file__).parent / "data/gold.jsonl"
DEV_SET = Path(os.environ.get("MAILLAGE_SHARED", "../shared")) / "data/routing-dev.jsonl"


@pytest.fixture(scope="module")
def shipped() -> Lexicon:
    return read_files(DATA / "fr")


@pytest.fixture(scope="module")
def router(shipped: Lexicon) -> Router:
    """As a site runs it, with the encoder."""
    return Router.of(shipped, shipped_model(), shipped_encoder())


@pytest.fixture(scope="module")
def lexicon_only(shipped: Lexicon) -> Router:
    return Router.of(shipped, shipped_model())


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
    router = Router.of(
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
    router = Router.of(
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
    assert codes(Router.of(lexicon), "famille") == ["leaf"]


def test_an_empty_lexicon_understands_nothing() -> None:
    assert Router.of(Lexicon(())).route("une voiture").needs == ()


@given(st.text(max_size=200))
@settings(max_examples=tries(150), deadline=None)
def test_any_text_is_answered(text: str) -> None:
    routing = _SMALL.route(text)
    shares = [need.confidence for need in routing.needs]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) <= 1.001
    assert len(routing.chosen()) <= len(routing.needs)


_SMALL = Router.of(
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


def test_adding_an_expression_to_twenty_thousand_takes_milliseconds(router: Router) -> None:
    said = entry(CAR, (), text="zblorg krapouille")
    started = time.thread_time()
    richer = router.changed({}, [said])
    assert time.thread_time() - started < 0.05
    assert codes(richer, "ma zblorg krapouille")[0] == CAR
    assert CAR not in codes(router, "ma zblorg krapouille")


def test_a_retired_expression_is_no_evidence_any_more() -> None:
    lexicon = Lexicon((entry("car", (), text="voiture"), entry("car", (), text="autobus")))
    router, places = Router.placed(lexicon, None, None)
    poorer = router.changed({places[0]: None}, [])
    assert codes(router, "une voiture") == ["car"]
    assert codes(poorer, "une voiture") == []
    assert codes(poorer, "un autobus") == ["car"]


def test_a_known_expression_moved_to_another_need_speaks_of_that_need(router: Router) -> None:
    text = "ma voiture est tombée en panne et je ne peux plus aller au travail"
    moved = Router.of(Lexicon((entry(SHELTER, (), text=text),)), shipped_model())
    assert codes(moved, text)[0] == SHELTER
    assert codes(router, text)[0] != SHELTER


def test_the_name_of_a_structure_is_no_need(router: Router) -> None:
    routing = router.route("Garage du Causse", names=lambda text: text == "Garage du Causse")
    assert routing.is_name
    assert routing.needs == ()
    assert not router.route("Garage du Causse").is_name


def test_a_name_by_which_people_say_a_need_is_both() -> None:
    router = Router.of(Lexicon((entry("food", (), text="Restos du cœur"),)))
    routing = router.route("les restos du coeur", names=lambda _text: True)
    assert routing.is_name
    assert [need.code for need in routing.chosen()] == ["food"]


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        (
            "Je n'ai plus rien à manger et je ne sais pas faire mes papiers sur internet",
            {
                "equipement-et-alimentation--alimentation",
                "numerique--acceder-a-des-services-en-ligne",
            },
        ),
        (
            "mon mari me frappe. et puis je dois passer le permis pour travailler",
            {
                "famille--surmonter-conflits-separation-violence",
                "mobilite--preparer-un-permis",
            },
        ),
    ],
)
def test_two_problems_give_two_needs(router: Router, text: str, needs: set[str]) -> None:
    assert {need.code for need in router.route(text).chosen()} >= needs


def test_a_problem_is_found_in_a_long_message(router: Router) -> None:
    filler = "Bonjour madame, je vous écris ce matin car hier il a plu toute la journée chez nous. "
    text = filler * 6 + "Je n'ai pas de voiture pour aller travailler. " + filler * 6
    # Without a car: one may be lent, or the bus may do.
    without_car = {CAR, "mobilite--mobilite-douce-partagee-collective"}
    assert without_car & set(codes(router, text)[:2])


@pytest.mark.parametrize("text", ["a" * 100_000, "é\u0301" * 5_000, "un deux " * 20_000])
def test_a_very_long_text_is_answered_quickly(router: Router, text: str) -> None:
    started = time.thread_time()
    router.route(text)
    assert time.thread_time() - started < 0.5


def test_the_shipped_model_comes_from_the_shipped_lexicon() -> None:
    """Else: manage.py train_routing."""
    model = shipped_model()
    assert model is not None
    assert model.fingerprint == fingerprint(DATA / "fr")
    assert SHIPPED.stat().st_size < 20_000_000


def test_every_shipped_expression_is_known_to_the_model(router: Router) -> None:
    expressions = router.knowledge.expressions
    assert len(expressions.added.rows) == 0
    assert expressions.strength.min() > 0


# Floors only move up; each is what `manage.py evaluate_routing` prints, less a hair.
@pytest.mark.long
@pytest.mark.parametrize(
    ("file", "mode", "floors"),
    [
        (GOLD, "router", {"acc_at_1": 0.95, "gold_at_3": 0.98, "refused": 0.86}),
        (GOLD, "lexicon_only", {"acc_at_1": 0.95, "gold_at_3": 0.975, "refused": 0.80}),
        (DEV_SET, "router", {"acc_at_1": 0.92, "gold_at_3": 0.94}),
        # One sentence of 151 less than before the lexicon grew by a fifth, which gained elsewhere.
        (DEV_SET, "lexicon_only", {"acc_at_1": 0.905, "gold_at_3": 0.92}),
    ],
    ids=lambda value: getattr(value, "stem", None),
)
def test_the_measured_floors_hold(
    request: pytest.FixtureRequest, file: Path, mode: str, floors: dict[str, float]
) -> None:
    if not file.exists():
        pytest.skip(f"needs {file}")
    router: Router = request.getfixturevalue(mode)
    rows = read_rows(file)
    measures = measure(rows, [answer(router, row.text) for row in rows])
    assert {name: measures[name] for name in floors if measures[name] < floors[name]} == {}
    assert measures["wrongly_refused"] <= 0.03
