"""Learn from the sentences of search/data/safety what the help box ships with."""

from argparse import ArgumentParser
from pathlib import Path
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand

from search.management.training import trained_encoder
from search.safety.model import SHIPPED, write_model
from search.safety.training import learning_rows, train


class Command(BaseCommand):
    help = "Train the safety check on its sentences; the same files give the same model."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, default=SHIPPED)

    def handle(self, *, to: Path, **_options: Any) -> None:
        started = perf_counter()
        model = train(learning_rows(), encoder=trained_encoder(), say=self.stdout.write)
        write_model(to, model)
        size, seconds = to.stat().st_size / 1e6, perf_counter() - started
        self.stdout.write(f"{to.name}: {size:.1f} MB in {seconds:.0f} s")
