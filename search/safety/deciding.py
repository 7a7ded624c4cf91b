"""Whether a sentence may speak of a danger, and of which. Pure; remembers and logs nothing."""

from collections.abc import Sequence

from search.routing.encoder import Encoder
from search.routing.router import RoutedNeed
from search.safety.calls import shipped_calls
from search.safety.kinds import Danger
from search.safety.model import Scored, shipped_safety_model
from search.safety.reading import Readable, Sentence, pieces

# A danger is named beside the likeliest from this score on (-1 to 1): in cross-validation nine in
# ten of those that are there are named.
NAMED = -0.55

# From this margin on a piece of a long message is heard: of many, one goes wrong by chance. Without
# an encoder the margins lie too close together for it.
SURE_APART = 0.5

# Categories whose needs no emergency is.
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
# Heard as one of them this surely, and a danger no more than this, a text is calm. Chosen by
# cross-validation: on the learning files this takes away nineteen needless boxes and two due ones;
# above that margin it would take away more due ones than needless.
SURELY_CALM = 0.6
SELDOM_A_DANGER = 0.2


def emergencies(reading: Readable, needs: Sequence[RoutedNeed] = ()) -> frozenset[Danger]:
    """Empty when nothing in the text speaks of a danger now.

    Explicit words are enough; else the model decides, leaning towards help, unless the text surely
    asks for a calm thing: `needs` are those the router heard, surest first.
    """
    explicit = shipped_calls().in_text(reading.text)
    found = _likeliest(reading)
    if found is None or found.margin < (SELDOM_A_DANGER if _is_calm(needs) else 0):
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
    """Of the whole text and, when it is long, of the pieces that surely speak of a danger."""
    model = shipped_safety_model()
    if model is None or reading.features.is_empty:
        return None
    parts = [model.score(Sentence(piece, reading.encoder)) for piece in pieces(reading.text)]
    sure = [part for part in parts if reading.encoder is None or part.margin >= SURE_APART]
    return max([model.score(reading), *sure], key=lambda scored: scored.margin)
