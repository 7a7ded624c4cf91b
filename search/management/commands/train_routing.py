"""Learn from the lexicon's files what the router ships with."""

import json
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any
from zlib import crc32

import numpy as np
from django.core.management.base import BaseCommand

from offers.vocabulary import DATA
from search.management.routing_measures import answer, measure, read_rows
from search.management.training import trained_encoder
from search.routing.encoder import Encoder
from search.routing.features import Floats
from search.routing.lexicon import Lexicon, read_files
from search.routing.model import SHIPPED, Model, fingerprint, write_model
from search.routing.router import Router
from search.routing.training import train
from search.routing.tuning import (
    LEXICON_PARTS,
    SEMANTIC_PARTS,
    cross_validate,
    report,
    tuned_refusing,
    tuned_weights,
)

FOLDER = DATA / "fr"
GOLD = SHIPPED.parents[1] / "gold.jsonl"
EIGHTHS = (1, 2, 4, 8)


class Command(BaseCommand):
    help = "Train the router on the lexicon's files; the same files give the same model."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, default=SHIPPED)
        parser.add_argument(
            "--tune", action="store_true", help="print the weights of search/routing/blending.py"
        )
        parser.add_argument(
            "--curve", action="store_true", help="measure parts of the lexicon on the gold set"
        )

    def handle(self, *, to: Path, tune: bool, curve: bool, **_options: Any) -> None:
        started = perf_counter()
        lexicon, encoder = read_files(FOLDER), _Remembering(trained_encoder())
        self.stdout.write(f"{len(lexicon.entries)} entries")
        if curve:
            self._curve(lexicon, encoder)
            return
        model = train(
            lexicon, encoder=encoder, fingerprint=fingerprint(FOLDER), say=self.stdout.write
        )
        if tune:
            self._tune(lexicon, model, encoder)
            return
        write_model(to, model)
        size, seconds = to.stat().st_size / 1e6, perf_counter() - started
        self.stdout.write(f"{to.name}: {size:.1f} MB in {seconds:.0f} s")

    def _tune(self, lexicon: Lexicon, model: Model, encoder: Encoder) -> None:
        readings = cross_validate(lexicon, model, encoder=encoder, say=self.stdout.write)
        for mode, names in (("lexicon", LEXICON_PARTS), ("semantic", SEMANTIC_PARTS)):
            weights = tuned_weights(readings, names)
            refusing = tuned_refusing(readings, weights)
            self.stdout.write(f"{mode}: {weights}, refusing {refusing}")
            for name, value in report(readings, weights, refusing):
                self.stdout.write(f"  {name}: {value:.3f}")

    def _curve(self, lexicon: Lexicon, encoder: Encoder) -> None:
        rows = read_rows(GOLD)
        for eighths in EIGHTHS:
            part = Lexicon(
                tuple(e for e in lexicon.entries if crc32(e.text.encode()) % 8 < eighths),
                lexicon.categories,
            )
            model = train(part, encoder=encoder, fingerprint="", say=lambda _text: None)
            for mode, used in (("lexicon", None), ("semantic", encoder)):
                router = Router.of(part, model, used)
                measures = measure(rows, [answer(router, row.text) for row in rows])
                told = json.dumps({"expressions": len(part.entries), "mode": mode, **measures})
                self.stdout.write(told)


class _Remembering:
    """Reads each text once: folds and parts of the lexicon share most of them."""

    def __init__(self, encoder: Encoder) -> None:
        self.encoder = encoder
        self.known: dict[str, Floats] = {}

    def encode(self, texts: Sequence[str]) -> Floats:
        if new := [text for text in dict.fromkeys(texts) if text not in self.known]:
            self.known.update(zip(new, self.encoder.encode(new), strict=True))
        return np.array([self.known[text] for text in texts], np.float32)
