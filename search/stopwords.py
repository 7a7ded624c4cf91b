"""Word lists of the analysis; all words are already folded."""

from pathlib import Path

_FOLDER = Path(__file__).parent / "data" / "words"


def _words(name: str) -> frozenset[str]:
    return frozenset((_FOLDER / f"{name}.txt").read_text(encoding="utf-8").split())


# Words that say nothing of the problem. Negations are never among them.
BY_LANGUAGE: dict[str, frozenset[str]] = {
    language: _words(f"stop.{language}") for language in ("fr", "en", "ar")
}

# They turn a sentence round, so they stay.
NEGATIONS = frozenset(
    ["pas", "plus", "sans", "jamais", "rien", "aucun", "aucune", "ni", "no", "not", "without"]
)

# Read whole and never stemmed, so that "café" does not become the CAF.
ACRONYMS = _words("acronyms")

# The same word in a hurry or at ease, when it has one meaning only; left sides are already folded.
SPELLINGS: dict[str, str] = {
    "pa": "pas",
    "bcp": "beaucoup",
    "tjs": "toujours",
    "tjrs": "toujours",
    "appart": "appartement",
    "appt": "appartement",
    "asso": "association",
    "ordi": "ordinateur",
    "pb": "probleme",
    "pbs": "probleme",
    "taf": "travail",
    "taff": "travail",
    "boulot": "travail",
    "bosser": "travailler",
    "bagnole": "voiture",
    "thune": "argent",
    "thunes": "argent",
    "fric": "argent",
    "gosse": "enfant",
    "gosses": "enfant",
    "gamin": "enfant",
    "gamins": "enfant",
    "toubib": "medecin",
}
