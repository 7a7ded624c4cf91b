"""What a process without an encoder does not keep in memory."""

import numpy as np

from offers.vocabulary import DATA
from search.routing import model as routing
from search.routing.encoder import shipped_encoder
from search.routing.lexicon import entry, read_files
from search.routing.router import Router
from search.safety import model as safety
from search.safety.deciding import read_text

TEXT = "mon proprio veut m'expulser et je ne sais pas où dormir"


def test_the_vectors_of_emergencies_stay_bytes_until_a_sentence_is_encoded() -> None:
    learnt = safety.read_model(safety.SHIPPED)
    learnt.score(read_text(TEXT))
    assert "centres" not in vars(learnt.vectors)
    assert learnt.vectors.stored.dtype == np.int8
    encoded = read_text(TEXT, shipped_encoder()).vector
    assert encoded is not None
    learnt.vectors.scores(encoded)
    assert learnt.vectors.centres.dtype == np.float32


def test_the_layers_of_needs_stay_halves_until_a_sentence_is_encoded() -> None:
    learnt = routing.read_model(routing.SHIPPED)
    Router.of(read_files(DATA / "fr"), learnt).route(TEXT)
    assert "_whole" not in vars(learnt.meaning)
    assert learnt.meaning.inner.dtype == np.float16
    encoded = read_text(TEXT, shipped_encoder()).vector
    assert encoded is not None
    learnt.meaning.log_shares(encoded)
    assert "_whole" in vars(learnt.meaning)


def test_expressions_of_one_need_share_what_they_speak_of() -> None:
    first, second = (entry("a--b", ["c--d"], text=text) for text in ("un", "deux"))
    assert first.needs is second.needs == (("a--b", 1.0), ("c--d", 0.5))
