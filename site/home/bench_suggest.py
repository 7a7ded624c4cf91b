"""The bench of suggestions: what the problem box asks at each key, on whatever is loaded."""

from collections.abc import Mapping

from home.bench import BenchNeeds, Over, Subject, bench
from offers.models import Expression
from search.models import SearchDocument
from search.suggesting.suggest import suggest

# Fewer than a department's: the figures would say nothing of real use.
FEWEST_OFFERS = 10_000
FEWEST_EXPRESSIONS = 1_000

TYPED = (
    "voiture en panne",
    "je n'ai pas de voiture pour aller travailler",
    "hébergement d'urgence",
    "aide alimentaire",
    "accompagnement à l'emploi",
    "formation",
    "permanence juridique",
    "mission locale",
    "ccas de rodez",
    "centre social",
    "épicerie solidaire",
    "maison de l'emploi paris",
    "garde d'enfants le soir",
    "dettes",
    "loyer impayé",
    "titre de séjour",
    "permis de conduire",
    "apprendre le français",
    "ordinateur",
    "dentiste",
    "atelier cuisine",
    "demande de logement social",
    "portail de la caf",
    "zzyzx",
)


@bench("suggest")
def _suggestions() -> Mapping[str, Subject]:
    if (
        SearchDocument.objects.count() < FEWEST_OFFERS
        or Expression.objects.count() < FEWEST_EXPRESSIONS
    ):
        raise BenchNeeds("Load offers and expressions first, ten thousand offers at least.")
    keys = [text[:size] for text in TYPED for size in range(2, len(text) + 1)]
    return {f"autocomplete, {len(keys)} keys": Over(lambda text: suggest(text, "fr"), keys)}
