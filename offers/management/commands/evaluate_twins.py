"""Measure the duplicate search: manage.py evaluate_twins FILE [--part test] [--json]."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from offers.twins.evaluation import judge, measures, read_pairs


class Command(BaseCommand):
    help = "Precision and recall of the duplicate search on labelled pairs, and what it misjudged."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="pairs, one JSON object a line")
        parser.add_argument("--part", default="test", help="which lines: test (default) or tune")
        parser.add_argument("--json", action="store_true", help="one JSON object on the last line")
        parser.add_argument("--brief", action="store_true", help="the figures, not the pairs")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            pairs = read_pairs(options["file"], part=options["part"])
        except (OSError, ValueError, KeyError) as problem:
            raise CommandError(
                _("%(path)s cannot be read as pairs of offers: %(problem)s")
                % {"path": options["file"], "problem": problem}
            ) from None
        judged = judge(pairs)
        said = measures(judged)
        wrong = [one for one in judged if not one.is_right]
        if not options["brief"]:
            for one in sorted(wrong, key=lambda one: one.score):
                label = "missed" if one.pair.is_same else "wrongly found"
                self.stdout.write(f"{one.score:.2f} {label}: {one.pair.why}")
                self.stdout.write(f"  {one.pair.titles[0]} | {one.pair.titles[1]}")
        for name, value in said.items():
            self.stdout.write(f"{name}: {value}")
        if options["json"]:
            self.stdout.write(json.dumps({**said, "part": options["part"]}, ensure_ascii=False))
