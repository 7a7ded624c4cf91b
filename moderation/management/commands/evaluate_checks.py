"""Measure what is held: manage.py evaluate_checks [--part heldout] [--errors] [--json]."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from moderation.checks.private.evaluation import PARTS, TEXTS, measures, read_texts


class Command(BaseCommand):
    help = "Precision and recall of what is held for an animator, on the labelled texts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, default=TEXTS, help="one JSON object a line")
        parser.add_argument("--part", choices=PARTS, help="one half only; both without it")
        parser.add_argument("--errors", action="store_true", help="the texts it misjudged too")
        parser.add_argument("--json", action="store_true", help="one JSON object on the last line")

    def handle(self, *args: Any, **options: Any) -> None:
        parts = [options["part"]] if options["part"] else list(PARTS)
        try:
            texts = read_texts(options["file"], parts=parts)
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise CommandError(
                _("%(path)s cannot be read as labelled texts: %(problem)s")
                % {"path": options["file"], "problem": problem}
            ) from None
        found = measures(texts)
        near_misses = sum(not one.kinds for one in texts)
        self.stdout.write(f"{len(texts)} texts, {near_misses} near misses ({', '.join(parts)})")
        for one in found:
            self.stdout.write(f"{one.kind}: precision {one.precision}, recall {one.recall}")
            if options["errors"]:
                for text in one.missed:
                    self.stdout.write(f"  missed: {text}")
                for text in one.wrongly_held:
                    self.stdout.write(f"  wrongly held: {text}")
        if options["json"]:
            said = {one.kind: asdict(one) for one in found}
            self.stdout.write(json.dumps({"texts": len(texts), **said}, ensure_ascii=False))
