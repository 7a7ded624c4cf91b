"""What is looked for at each key."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wanted:
    """What may stand for a word typed: a token that begins like it, or one of whole tokens.

    All of them letters and digits only.
    """

    begun: str
    whole: tuple[str, ...] = ()
