"""Every pair of colours the pages use is computed from the stylesheet, in both themes."""

import re
from itertools import product

import pytest
from django.conf import settings

CSS = (settings.BASE_DIR / "static" / "maillage.css").read_text(encoding="utf-8")
TEXT, SHAPE = 4.5, 3.0
GROUNDS = ("paper", "surface", "sunk")
PAIRS = [
    *product(("ink", "ink-soft", "accent", "accent-strong", "danger"), GROUNDS, [TEXT]),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-strong", TEXT),
    ("accent", "accent-tint", TEXT),
    ("accent-strong", "accent-tint", TEXT),
    ("ink-soft", "accent-tint", TEXT),
    ("on-reason", "reason", TEXT),
    ("on-band", "band", TEXT),
    ("on-band-soft", "band", TEXT),
    ("on-band", "band-raised", TEXT),
    ("on-band-soft", "band-raised", TEXT),
    ("band-thread", "band", TEXT),
    ("paper", "ink", TEXT),
    *((tone, f"{tone}-tint", TEXT) for tone in ("info", "success", "warning", "danger")),
    *(("ink", f"{tone}-tint", TEXT) for tone in ("info", "success", "warning", "danger")),
    *product(("line-strong", "focus"), GROUNDS, [SHAPE]),
    ("band-thread", "band-raised", SHAPE),
    ("reason-line", "paper", 1.5),
]


def _tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", block))


LIGHT = _tokens(CSS[: CSS.index("@media (prefers-color-scheme: dark)")])
DARK = {**LIGHT, **_tokens(CSS.split("@media (prefers-color-scheme: dark)")[1].split("@media")[0])}
THEMES = {"light": LIGHT, "dark": DARK}


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_the_greatest_contrast() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_pair_is_legible(theme: str, front: str, ground: str, least: float) -> None:
    tokens = THEMES[theme]
    assert contrast(tokens[front], tokens[ground]) >= least


def test_dark_theme_redefines_every_colour() -> None:
    dark = _tokens(CSS.split("@media (prefers-color-scheme: dark)")[1].split("@media")[0])
    assert dark.keys() == LIGHT.keys()


def test_no_colour_is_written_outside_the_tokens() -> None:
    rules = CSS[CSS.index("/* Elements */") : CSS.index("@media print")]
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[ ;])|\brgb\(", rules)


def test_only_logical_sides() -> None:
    side = r"(?:margin|padding|border)-(?:left|right)|left|right"
    assert not re.findall(rf"(?<![\w-])(?:{side})\s*:|text-align: (?:left|right)", CSS)
