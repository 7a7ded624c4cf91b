"""Whether a sentence speaks of a danger: explicit calls, look-alikes, and the measured floors."""

from zlib import crc32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offers.vocabulary import DATA
from search.management.commands.evaluate_safety import answer, measure
from search.routing.encoder import shipped_encoder
from search.routing.evidence import Evidence
from search.routing.lexicon import read_files
from search.routing.model import shipped_model
from search.routing.router import RoutedNeed, Router
from search.safety.calls import Calls, shipped_calls
from search.safety.deciding import emergencies, read_text
from search.safety.kinds import Danger
from search.safety.model import (
    FOLDER,
    LEARNT_FROM,
    SHIPPED,
    Scored,
    fingerprint,
    shipped_safety_model,
)
from search.safety.reading import MOST_PIECES, pieces
from search.safety.rows import read_rows
from tests.examples import tries

CALLS = [
    ("je veux mourir", Danger.SUICIDE),
    ("Je veux plus vivre", Danger.SUICIDE),
    ("IL ME FRAPPE", Danger.VIOLENCE),
    ("mon mari me frappe", Danger.VIOLENCE),
    ("je dors dehors ce soir", Danger.ROOF),
    ("rien mangé depuis deux jours", Danger.HUNGER),
    ("mon père ne respire plus", Danger.MEDICAL),
    ("mon beau-père me touche", Danger.CHILD),
    ("I want to die", Danger.SUICIDE),
    ("my husband beats me", Danger.VIOLENCE),
    ("no tengo dónde dormir", Danger.ROOF),
    ("não tenho comida", Danger.HUNGER),
    ("أريد أن أموت", Danger.SUICIDE),
    ("زوجي يضربني", Danger.VIOLENCE),
    ("я хочу померти", Danger.SUICIDE),
    ("муж меня бьёт", Danger.VIOLENCE),
]
FAR_FROM_DANGER = ("mobilite--", "numerique--", "se-former--", "trouver-un-emploi--", "choisir-")
NEEDLESS_BOXES = 0.13
HELD_OUT = ("heldout.jsonl", "heldout-2.jsonl")
LOOK_ALIKES = [
    "je suis mort de rire",
    "violence au cinéma",
    "expulsion dans 3 mois",
    "mon mari me bat aux échecs",
    "je suis à la rue en maths, soutien scolaire",
    "un film sur une femme qui veut mourir",
    "je meurs d'envie de passer le permis",
    "je n'ai pas de voiture pour aller travailler",
    "je veux devenir pompier",
    "urgent : imprimer mon CV",
    "logement",
    "emploi",
    "",
    "🙂",
]


@pytest.fixture(params=["semantic", "lexicon"])
def encoder(request):
    return shipped_encoder() if request.param == "semantic" else None


@pytest.mark.parametrize(("text", "danger"), CALLS)
def test_an_explicit_call_is_heard(encoder, text, danger) -> None:
    assert danger in emergencies(read_text(text, encoder))


@pytest.mark.parametrize(("text", "danger"), CALLS)
def test_an_explicit_call_needs_no_model(text, danger) -> None:
    assert danger in shipped_calls().in_text(text)


@pytest.mark.parametrize("text", LOOK_ALIKES)
def test_a_look_alike_shows_nothing(text) -> None:
    assert emergencies(read_text(text, shipped_encoder())) == frozenset()


def test_a_word_beside_silences_a_call_of_the_rules() -> None:
    calls = Calls.of({Danger.SUICIDE: ["veux mourir"]}, unless=["de rire"])
    assert calls.in_text("Je VEUX mourir !") == {Danger.SUICIDE}
    assert calls.in_text("je veux mourir de rire") == frozenset()
    assert calls.in_text("je veux mourirais") == frozenset()


def test_the_rules_seldom_mislead_on_what_was_learnt() -> None:
    rows = [row for name in LEARNT_FROM for row in read_rows(FOLDER / name)]
    heard = [row.is_emergency for row in rows if shipped_calls().in_text(row.text)]
    assert len(heard) > 250
    assert sum(heard) / len(heard) > 0.97


def test_without_a_model_the_rules_still_answer(monkeypatch) -> None:
    monkeypatch.setattr("search.safety.deciding.shipped_safety_model", lambda: None)
    assert emergencies(read_text("je veux mourir")) == {Danger.SUICIDE}
    assert emergencies(read_text("j'ai mis le réveil à zéro")) == frozenset()


def test_a_danger_told_at_the_end_of_a_long_message_is_heard(encoder) -> None:
    filler = "Bonjour, je vous écris pour mon dossier de formation qui avance bien. " * 12
    assert emergencies(read_text(filler, encoder)) == frozenset()
    assert emergencies(read_text(f"{filler} Ma voisine a été poignardée, vite", encoder))


def test_a_surely_calm_need_silences_only_a_slight_danger(monkeypatch) -> None:
    calm = [RoutedNeed("mobilite--preparer-un-permis", 0.9, Evidence())]
    for margin, shown in ((0.1, False), (0.3, True)):
        scored = Scored(margin, 0.0, dict.fromkeys(Danger, margin))
        monkeypatch.setattr("search.safety.deciding._likeliest", lambda _reading, s=scored: s)
        assert bool(emergencies(read_text("le permis"), calm)) is shown
        assert emergencies(read_text("le permis"))


def test_a_long_message_is_read_in_few_pieces() -> None:
    assert pieces("un deux trois") == []
    assert len(pieces("mot " * 2_000)) == MOST_PIECES
    words = [f"mot{number}" for number in range(130)]
    assert " ".join(pieces(" ".join(words))) == " ".join(words)
    assert pieces(f"{' '.join(words)}. Et après ?")[-1] == "Et après"


def test_the_reading_of_the_router_is_enough() -> None:
    router = Router.of(read_files(DATA / "fr"), shipped_model(), shipped_encoder())
    for text in ("mon copain serre mon cou quand il est jaloux", "une voiture pour travailler"):
        routing = router.route(text)
        assert routing.reading is not None
        assert emergencies(routing.reading) == emergencies(read_text(text, shipped_encoder()))
        assert text not in repr(routing)


@given(st.text(max_size=300))
@settings(max_examples=tries(60), deadline=None)
def test_any_text_is_answered(text) -> None:
    assert emergencies(read_text(text)) <= set(Danger)


def test_the_shipped_model_comes_from_the_shipped_sentences() -> None:
    """Else: manage.py train_safety."""
    model = shipped_safety_model()
    assert model is not None
    assert model.fingerprint == fingerprint()
    assert SHIPPED.stat().st_size < 5_000_000


@pytest.mark.parametrize("name", HELD_OUT)
def test_nothing_is_learnt_from_the_held_out_sentences(name) -> None:
    held_out = {row.text for row in read_rows(FOLDER / name)}
    learnt = {row.text for name in LEARNT_FROM for row in read_rows(FOLDER / name)}
    assert not held_out & learnt


def test_an_ordinary_need_seldom_shows_the_box() -> None:
    """Lines of the lexicon, none of them learnt from, for needs far from any danger."""
    known = {row.text for name in LEARNT_FROM for row in read_rows(FOLDER / name)}
    said = [
        entry.text
        for entry in read_files(DATA / "fr").entries
        if entry.needs[0][0].startswith(FAR_FROM_DANGER) and crc32(entry.text.encode()) % 37 == 1
    ]
    asked = [text for text in said if text not in known]
    shown = [text for text in asked if emergencies(read_text(text, shipped_encoder()))]
    assert len(asked) > 150
    assert len(shown) / len(asked) <= NEEDLESS_BOXES


# Floors only move up; each is what `manage.py evaluate_safety` prints, less a hair.
@pytest.mark.long
@pytest.mark.parametrize(
    ("mode", "name", "floors"),
    [
        ("semantic", "heldout.jsonl", {"recall": 0.97, "precision": 0.9}),
        ("semantic", "heldout-2.jsonl", {"recall": 0.97, "precision": 0.97}),
        ("lexicon", "heldout.jsonl", {"recall": 0.96, "precision": 0.79}),
        ("lexicon", "heldout-2.jsonl", {"recall": 0.99, "precision": 0.89}),
    ],
)
def test_the_measured_floors_hold(mode, name, floors) -> None:
    rows = read_rows(FOLDER / name)
    used = shipped_encoder() if mode == "semantic" else None
    router = Router.of(read_files(DATA / "fr"), shipped_model(), used)
    measures = measure(rows, [answer(row.text, router) for row in rows])
    assert {name: measures[name] for name in floors if measures[name] < floors[name]} == {}
