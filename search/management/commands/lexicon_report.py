"""What the lexicon's files hold, and how much of it says the same thing twice."""

from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.core.management.base import BaseCommand

from offers.vocabulary import DATA, expression_rows
from search.routing.expressions import Expressions, gather
from search.routing.features import read_features
from search.routing.lexicon import OUT_OF_SCOPE, Entry, entry
from search.routing.model import shipped_model

# Two lines whose stems and letters are this alike (a cosine) are the same line, mended.
NEARLY_THE_SAME = 0.85


class Command(BaseCommand):
    help = "Count the lexicon's expressions by language, style, origin and need; near-duplicates."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--pairs", action="store_true", help="print each pair of near-duplicates"
        )

    def handle(self, *, pairs: bool, **_options: Any) -> None:
        rows = list(expression_rows(DATA / "fr" / "expressions"))
        self._count(rows)
        entries = [
            entry(row["need"], row["also"], text=row["text"], language=row.get("lang", "fr"))
            for row in rows
        ]
        found = near_duplicates(entries)
        for one, other in found if pairs else []:
            self.stdout.write(f"  {entries[one].text}\n  {entries[other].text}\n")
        share = len({place for pair in found for place in pair}) / (len(entries) or 1)
        self.stdout.write(f"near_duplicates: {share:.2%}")

    def _count(self, rows: list[dict[str, Any]]) -> None:
        french = [row for row in rows if row.get("lang", "fr") == "fr"]
        needs = Counter(row["need"] for row in french if row["need"] != OUT_OF_SCOPE)
        self.stdout.write(f"expressions: {len(rows)}")
        self.stdout.write(f"out_of_scope: {sum(row['need'] == OUT_OF_SCOPE for row in rows)}")
        self.stdout.write(f"french_a_need: {min(needs.values())} to {max(needs.values())}")
        self.stdout.write(f"unreviewed: {sum(row.get('status') == 'unreviewed' for row in rows)}")
        for name, values in (
            ("languages", Counter(row.get("lang", "fr") for row in rows)),
            ("styles", Counter(row["style"] for row in french)),
            ("origins", Counter(row["origin"] for row in french)),
        ):
            told = ", ".join(f"{value} {count}" for value, count in values.most_common())
            self.stdout.write(f"{name}: {told}")


def near_duplicates(entries: list[Entry]) -> list[tuple[int, int]]:
    """Each line with the one before it, in the order given, that it repeats."""
    expressions, places = gather(entries, shipped_model())
    number = {place: at for at, place in enumerate(places)}
    found = []
    for at, said in enumerate(entries):
        twin = _twin(expressions, said, number, at)
        if twin is not None:
            found.append((at, twin))
    return found


def _twin(expressions: Expressions, said: Entry, number: dict[int, int], at: int) -> int | None:
    for place, likeness in expressions.alike(read_features(said.text, said.language)):
        if likeness >= NEARLY_THE_SAME and number[place] < at:
            return number[place]
    return None
