"""What searches read and never change, read beforehand: processes that part after it share it."""

from search.routing.encoder import shipped_encoder
from search.routing.model import shipped_model
from search.safety.model import shipped_safety_model


def load_models() -> None:
    """The encoder and the trained models, from files alone: the database is not asked."""
    model, safety, encoder = shipped_model(), shipped_safety_model(), shipped_encoder()
    if model is None or safety is None or encoder is None:
        return
    # The first vector widens what is stored in bytes and halves: the largest part.
    [vector] = encoder.encode(["bonjour"])
    model.meaning.log_shares(vector)
    safety.vectors.scores(vector)
