"""Word lists of the analysis; all words are already folded."""

from pathlib import Path

WORDS_FOLDER = Path(__file__).parent / "data" / "words"


def _words(name: str) -> frozenset[str]:
    return frozenset((WORDS_FOLDER / f"{name}.txt").read_text(encoding="utf-8").split())


# Words that say nothing of the problem. Negations are never among them.
BY_LANGUAGE: dict[str, frozenset[str]] = {
    language: _words(f"stop.{language}") for language in ("fr", "en", "ar")
}

# English words that no French sentence holds: they tell the language of a few words without a verb.
# Not of the words that a model is made of, so they stand beside the phrases.
SIGNS: dict[str, frozenset[str]] = {
    "en": frozenset(
        (WORDS_FOLDER.parent / "understanding" / "signs.en.txt").read_text("utf-8").split()
    )
}

# They turn a sentence round, so they stay.
NEGATIONS = frozenset(
    ["pas", "plus", "sans", "jamais", "rien", "aucun", "aucune", "ni", "no", "not", "without"]
)

# Read whole and never stemmed, so that "café" does not become the CAF.
ACRONYMS = _words("acronyms")

# The same word in a hurry or at ease, when it has one meaning only; left sides are already folded.
SPELLINGS: dict[str, str] = {
    **dict.fromkeys(
        (
            "ajd",
            "auj",
            "ojd",
        ),
        "aujourdhui",
    ),
    **dict.fromkeys(
        (
            "biff",
            "fric",
            "pognon",
            "thune",
            "thunes",
            "tune",
            "tunes",
        ),
        "argent",
    ),
    **dict.fromkeys(
        (
            "appart",
            "appt",
        ),
        "appartement",
    ),
    **dict.fromkeys(("asso",), "association"),
    **dict.fromkeys(
        (
            "bcp",
            "bocou",
            "bokou",
        ),
        "beaucoup",
    ),
    **dict.fromkeys(
        (
            "besoi",
            "bezoin",
            "bsoin",
        ),
        "besoin",
    ),
    **dict.fromkeys(
        (
            "bjr",
            "slt",
        ),
        "bonjour",
    ),
    **dict.fromkeys(
        (
            "jcherch",
            "jcherche",
        ),
        "cherche",
    ),
    **dict.fromkeys(
        (
            "jarive",
            "jariv",
            "jarrive",
        ),
        "arrive",
    ),
    **dict.fromkeys(
        (
            "dpi",
            "dpuis",
        ),
        "depuis",
    ),
    **dict.fromkeys(
        (
            "gamin",
            "gamins",
            "gosse",
            "gosses",
        ),
        "enfant",
    ),
    **dict.fromkeys(("meuf",), "femme"),
    **dict.fromkeys(("mec",), "homme"),
    **dict.fromkeys(("jamai",), "jamais"),
    **dict.fromkeys(
        (
            "mnt",
            "mtn",
        ),
        "maintenant",
    ),
    **dict.fromkeys(("toubib",), "medecin"),
    **dict.fromkeys(("daronne",), "mere"),
    **dict.fromkeys(("msg",), "message"),
    **dict.fromkeys(("ordi",), "ordinateur"),
    **dict.fromkeys(("pa",), "pas"),
    **dict.fromkeys(("daron",), "pere"),
    **dict.fromkeys(("ptit",), "petit"),
    **dict.fromkeys(("ptite",), "petite"),
    **dict.fromkeys(("plu",), "plus"),
    **dict.fromkeys(
        (
            "flic",
            "flics",
            "keuf",
            "keufs",
        ),
        "police",
    ),
    **dict.fromkeys(
        (
            "pb",
            "pbs",
        ),
        "probleme",
    ),
    **dict.fromkeys(
        (
            "tjs",
            "tjrs",
            "tjr",
        ),
        "toujours",
    ),
    **dict.fromkeys(
        (
            "boulot",
            "boulo",
            "taf",
            "taff",
        ),
        "travail",
    ),
    **dict.fromkeys(
        (
            "bosser",
            "bosse",
        ),
        "travailler",
    ),
    **dict.fromkeys(("bagnole",), "voiture"),
    **dict.fromkeys(
        (
            "jpe",
            "jpeu",
            "jpeux",
            "jpx",
        ),
        "peux",
    ),
    **dict.fromkeys(
        (
            "jveu",
            "jveux",
            "jvx",
        ),
        "veux",
    ),
    **dict.fromkeys(
        (
            "jv",
            "jvai",
            "jvais",
        ),
        "vais",
    ),
    **dict.fromkeys(
        (
            "jsui",
            "jss",
        ),
        "suis",
    ),
    **dict.fromkeys(
        (
            "koi",
            "kwa",
        ),
        "quoi",
    ),
    **dict.fromkeys(("pk",), "pourquoi"),
    **dict.fromkeys(("ki",), "qui"),
    **dict.fromkeys(("ke",), "que"),
    **dict.fromkeys(("kan",), "quand"),
    **dict.fromkeys(
        (
            "coman",
            "komen",
        ),
        "comment",
    ),
    **dict.fromkeys(("ds",), "dans"),
    **dict.fromkeys(("mn",), "mon"),
    **dict.fromkeys(("tt",), "tout"),
    **dict.fromkeys(("dc",), "donc"),
    **dict.fromkeys(("mm",), "meme"),
    **dict.fromkeys(("pr",), "pour"),
    **dict.fromkeys(("tro",), "trop"),
    **dict.fromkeys(("fo",), "faut"),
    **dict.fromkeys(
        (
            "parske",
            "paske",
            "pcq",
            "psk",
        ),
        "parce",
    ),
    **dict.fromkeys(("stp",), "svp"),
    **dict.fromkeys(
        (
            "kelkun",
            "qqn",
        ),
        "un",
    ),
}
