"""Whether a sentence may speak of a danger, and of which. Pure; remembers and logs nothing."""

from collections.abc import Sequence

from search.routing.encoder import Encoder, shipped_encoder
from search.routing.router import RoutedNeed
from search.safety.calls import shipped_calls
from search.safety.kinds import Danger
from search.safety.model import Scored, shipped_safety_model
from search.safety.reading import Readable, Sentence, pieces

# A danger is named beside the likeliest from this score on (-1 to 1): in cross-validation nine in
# ten of those that are there are named.
NAMED = -0.55

# Categories whose needs no emergency is: of 900 hard emergencies of the learning files, nine were
# heard as one of them this surely.
CALM = frozenset(
    {
        "mobilite",
        "numerique",
        "se-former",
        "choisir-un-metier",
        "creer-une-entreprise",
        "preparer-sa-candidature",
        "trouver-un-emploi",
        "lecture-ecriture-calcul",
        "souvrir-a-linternational",
    }
)
SURELY_CALM = 0.8


def emergencies(reading: Readable, needs: Sequence[RoutedNeed] = ()) -> frozenset[Danger]:
    """Empty when nothing in the text speaks of a danger now.

    Explicit words are enough; else the model decides, leaning towards help, unless the text surely
    asks for a calm thing: `needs` are those the router heard, surest first.
    """
    explicit = shipped_calls().in_text(reading.text)
    found = _likeliest(reading)
    if found is None or found.margin < 0 or _is_calm(needs):
        return explicit
    best = max(found.dangers.values())
    named = {danger for danger, score in found.dangers.items() if score >= min(best, NAMED)}
    return explicit | named


def _is_calm(needs: Sequence[RoutedNeed]) -> bool:
    if not needs or needs[0].confidence < SURELY_CALM:
        return False
    return needs[0].code.partition("--")[0] in CALM


def read_text(text: str, encoder: Encoder | None = None) -> Sentence:
    return Sentence(text, encoder)


def _likeliest(reading: Readable) -> Scored | None:
    """Of the whole text and, when it is long, of each of its pieces."""
    model = shipped_safety_model()
    if model is None or not any(map(len, reading.features.groups)):
        return None
    encoder = shipped_encoder() if reading.vector is not None else None
    readings = [reading, *(Sentence(piece, encoder) for piece in pieces(reading.text))]
    return max(map(model.score, readings), key=lambda scored: scored.margin)
