"""Whether a sentence may speak of a danger, and of which. Pure; remembers and logs nothing."""

from search.routing.encoder import Encoder, shipped_encoder
from search.safety.calls import shipped_calls
from search.safety.kinds import NO_DANGER, Danger
from search.safety.model import Scored, shipped_safety_model
from search.safety.reading import Readable, Sentence, pieces

# A danger nearly as likely as the likeliest is named too: its numbers help as well.
NEARLY = 0.35


def emergencies(reading: Readable) -> frozenset[Danger]:
    """Empty when nothing in the text speaks of a danger now.

    Explicit words are enough; else the model decides, leaning towards help.
    """
    explicit = shipped_calls().in_text(reading.text)
    found = _likeliest(reading)
    if found is None or found.margin < 0:
        return explicit
    best = max(found.dangers.values())
    near = {danger for danger, score in found.dangers.items() if score >= best - NEARLY}
    return explicit | near


def read_text(text: str, encoder: Encoder | None = None) -> Sentence:
    return Sentence(text, encoder)


def _likeliest(reading: Readable) -> Scored | None:
    """Of the whole text and, when it is long, of each of its pieces."""
    model = shipped_safety_model()
    if model is None or not reading.text.strip():
        return None
    encoder = shipped_encoder() if reading.vector is not None else None
    readings = [reading, *(Sentence(piece, encoder) for piece in pieces(reading.text))]
    scores = [model.score(part.features, part.vector) for part in readings]
    return max(scores, key=lambda scored: scored.margin)


__all__ = ["NO_DANGER", "Danger", "emergencies", "read_text"]
