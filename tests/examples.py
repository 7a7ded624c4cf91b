"""How many examples hypothesis tries: all in CI (`make test LONG=1`), a quarter in the fast suite,
which tries others at each run."""

import os

from hypothesis import settings

EVERY = bool(os.environ.get("LONG"))


def tries(number: int) -> int:
    return number if EVERY else max(number // 4, 5)


def few_unless_long() -> None:
    settings.register_profile("here", max_examples=tries(100))
    settings.load_profile("here")
