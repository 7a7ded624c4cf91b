#!/usr/bin/env python3
"""Choose the weights of the duplicate search: prints offers/data/twins.toml.

usage: PYTHONPATH=.:site python scripts/twins/fit.py PAIRS... [--check]

PAIRS are the two files of labelled pairs under tests/offers/data: only their parts `tune` are
read, with pairs.txt beside this script. Needs a database with places. --check prints, instead,
what a tenfold check gives on the `tune` of each file.

Two logistic halves, place and service, whose product is the likelihood of a twin; each weight may
only pull the way its part says. Gradient descent: a minute, ten for --check, always the same.
"""

import argparse
import os
import random
from collections.abc import Sequence
from math import exp
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
django.setup()

from offers.twins.evaluation import Pair, pairs_of, read_pairs  # noqa: E402
from offers.twins.places import Places  # noqa: E402
from offers.twins.scoring import place_parts, service_parts  # noqa: E402

AGAINST = ("other", "far", "apart", "siblings")
STEPS, RATE, SHRINK = 2500, 0.5, 0.001
# Of those tried in the tenfold check, where precision and recall of the ordinary pairs meet.
THRESHOLD = 0.55
# What we think before any pair is seen, where the pairs at hand say little: shrunk to, not to zero.
BELIEVED = {
    "other_body": -2.0,
    "far_commune": -1.5,
    "phone_same": 0.5,
    "site_same": 0.3,
    "structure": 1.0,
    "sides_other": -3.0,
}
# Kept as it is: copied texts are common in life and rare among the pairs.
FIXED = {"text": 1.0}
FREE, STAYS = 0, 2
TOWN = "fr:commune:12202"

Row = tuple[list[float], list[float], float]
Halves = tuple[list[float], list[float]]
Signs = tuple[list[int], list[int]]


def own_pairs() -> list[Pair]:
    """The pairs of pairs.txt at one address; their contacts are drawn alike for both labels."""
    chance = random.Random(7)  # noqa: S311 - always the same draw
    lines = (Path(__file__).parent / "pairs.txt").read_text(encoding="utf-8").splitlines()
    said = [line for line in lines if line and not line.startswith("#")]
    rows = []
    for first, second in zip(said[::2], said[1::2], strict=True):
        is_same = first.startswith("=")
        a, b = _offer(first), _offer(second)
        if chance.random() < 0.45:
            a["phone"] = ""
        if chance.random() < 0.5:
            b["email"] = ""
        if chance.random() < 0.5:
            a["website"] = ""
        rows.append({"a": a, "b": b, "same": is_same, "why": a["title"]})
    return pairs_of(rows, Places.around({TOWN}))


def _offer(line: str) -> dict[str, Any]:
    title, structure, text, needs = (part.strip() for part in line[2:].split("|"))
    return {
        "title": title,
        "structure": structure,
        "summary": "",
        "what": text,
        "needs": [need.strip() for need in needs.split(",")],
        "commune": TOWN,
        "street_address": "12 rue du Pont",
        "phone": "+33536490012",
        "email": "ici@service.example.org",
        "website": "https://service.example.org",
        "latitude": None,
        "longitude": None,
    }


def row_of(pair: Pair) -> Row:
    place = place_parts(pair.first, pair.second)
    service = service_parts(pair.first, pair.second)
    return [*place.values(), 1.0], [*service.values(), 1.0], float(pair.is_same)


def fit(rows: Sequence[Row], signs: Signs, believed: Halves) -> Halves:
    found = list(believed[0]), list(believed[1])
    for _step in range(STEPS):
        slopes = [0.0] * len(found[0]), [0.0] * len(found[1])
        for place, service, label in rows:
            p, s = likelihood(place, found[0]), likelihood(service, found[1])
            q = min(1 - 1e-6, max(1e-6, p * s))
            pull = (q - label) / (q * (1 - q)) * p * s / len(rows)
            for values, slope, away in ((place, slopes[0], 1 - p), (service, slopes[1], 1 - s)):
                for index, value in enumerate(values):
                    if value:
                        slope[index] += pull * away * value
        for weights, slope, sign, prior in zip(found, slopes, signs, believed, strict=True):
            for index, weight in enumerate(weights):
                shrunk = SHRINK * (weight - prior[index]) if sign[index] in (-1, 1) else 0.0
                weights[index] = allowed(
                    weight, weight - RATE * (slope[index] + shrunk), sign[index]
                )
    return found


def allowed(weight: float, moved: float, sign: int) -> float:
    """The weight moved, if it may: never over zero to the side its part does not pull to."""
    if sign == STAYS:
        return weight
    return moved if sign == FREE or moved * sign > 0 else 0.0


def likelihood(values: Sequence[float], weights: Sequence[float]) -> float:
    return 1 / (1 + exp(-sum(v * w for v, w in zip(values, weights, strict=True))))


def signs_of(names: Sequence[str]) -> list[int]:
    pulls = {name: -1 if any(mark in name for mark in AGAINST) else 1 for name in names}
    return [STAYS if name in FIXED else pulls[name] for name in names] + [FREE]


def believed_of(names: Sequence[str]) -> list[float]:
    return [{**BELIEVED, **FIXED}.get(name, 0.0) for name in names] + [0.0]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("pairs", type=Path, nargs="+")
    arguments.add_argument("--check", action="store_true")
    asked = arguments.parse_args()
    sets = [read_pairs(path, part="tune") for path in asked.pairs]
    pairs, ours = [pair for one in sets for pair in one], own_pairs()
    names = (
        list(place_parts(pairs[0].first, pairs[0].second)),
        list(service_parts(pairs[0].first, pairs[0].second)),
    )
    signs = signs_of(names[0]), signs_of(names[1])
    believed = believed_of(names[0]), believed_of(names[1])
    rows, own_rows = [row_of(pair) for pair in pairs], [row_of(pair) for pair in ours]
    if asked.check:
        scores = scores_left_out(rows, own_rows, signs, believed)
        tell(pairs, scores, [len(one) for one in sets])
        return
    place, service = fit([*rows, *own_rows], signs, believed)
    print("# How much each part of the comparison says; chosen by scripts/twins/fit.py.")
    print("# docs/reference/duplicates.md says what the parts are.\n")
    print(f"threshold = {THRESHOLD}")
    for title, keys, found in (("place", names[0], place), ("service", names[1], service)):
        print(f"\n[{title}]\nbase = {found[-1]:.2f}")
        for key, weight in zip(keys, found, strict=False):
            print(f"{key} = {weight:.2f}")


def scores_left_out(
    rows: Sequence[Row], own: Sequence[Row], signs: Signs, believed: Halves
) -> list[float]:
    """The score of each pair by the weights of the nine tenths that it is not in."""
    order = list(range(len(rows)))
    random.Random(0).shuffle(order)  # noqa: S311 - always the same folds
    scores = [0.0] * len(rows)
    for fold in range(10):
        left_out = set(order[fold::10])
        kept = [row for index, row in enumerate(rows) if index not in left_out]
        place, service = fit([*kept, *own], signs, believed)
        for index in left_out:
            scores[index] = likelihood(rows[index][0], place) * likelihood(rows[index][1], service)
    return scores


def tell(pairs: Sequence[Pair], scores: Sequence[float], sizes: Sequence[int]) -> None:
    """The measures of each file at several thresholds, and the pairs misjudged at ours."""
    start = 0
    for size in sizes:
        here = list(zip(scores, pairs, strict=True))[start : start + size]
        start += size
        for threshold in (0.5, 0.55, 0.6, 0.65, 0.7):
            found = [pair.is_same for score, pair in here if score >= threshold]
            same = sum(pair.is_same for _score, pair in here)
            print(
                f"{threshold}: precision {sum(found) / len(found):.3f} "
                f"recall {sum(found) / same:.3f}"
            )
        for score, pair in sorted(here, key=lambda one: one[0]):
            if (score >= THRESHOLD) != pair.is_same:
                print(f"{score:.2f} {pair.is_same:d} {pair.why}")


if __name__ == "__main__":
    main()
