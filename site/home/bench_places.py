"""The bench of places: autocomplete and resolution over a fixed list, on whatever is loaded."""

from collections.abc import Mapping

from home.bench import BenchNeeds, Over, Subject, bench
from territories.models import Territory
from territories.resolution import resolve_place
from territories.suggest import suggest_places

# Fewer than a country's: the figures would say nothing of real use.
FEWEST_PLACES = 30_000

_TOWNS = """
Rodez Paris Lyon Marseille Toulouse Bordeaux Nantes Lille Rennes Millau Decazeville Figeac Albi
Castres Cahors Aurillac Mende Montpellier Nîmes Béziers Perpignan Carcassonne Grenoble Annecy Dijon
Besançon Strasbourg Mulhouse Metz Nancy Reims Amiens Rouen Caen Brest Quimper Lorient Vannes Angers
Tours Orléans Bourges Poitiers Limoges Périgueux Agen Pau Bayonne Tarbes Ajaccio Bastia Liège Namur
Anvers Gand Charleroi Mons Tournai Bruxelles Louvain Valence Avignon Toulon Nice Cannes Chambéry
"""
_STARTS = """
s m b c l v a r 1 12 120 1200 75 7501 75013 69 693 974 9740 2a 2A00 20 40 400 13 130
"""
_CODES = """
12000 12202 75013 69003 20200 2A004 97400 12033 75380 12999 99999 4000 1050 59350 93 2b 974
"""
TOWNS = _TOWNS.split()
PREFIXES = (
    *(town[:size] for town in TOWNS for size in (2, 3, 5)),
    *_STARTS.split(),
    *("saint", "st ", "st d", "sainte-m", "le ha", "la ro", "l'ha", "les ", "villefranche de"),
    *("paris 1", "métropole de", "rodez ag", "communauté de communes", "bou", "val d", "haute"),
    *("zzzz", "x" * 60),
)
TEXTS = (
    *TOWNS,
    *(f"à {town}" for town in TOWNS[:20]),
    *(f"j'habite près de {town}" for town in TOWNS[20:40]),
    *(town[:-1] + "xe" for town in TOWNS[:40]),
    *_CODES.split(),
    *("Saint-Denis", "st denis 93", "Sainte-Marie", "Villefranche", "Saint-Pierre, Martinique"),
    *("Paris 13e", "13e arrondissement de Paris", "Lyon 3", "Marseille 13", "3e arrondissement"),
    *("12033 RODEZ CEDEX 9", "12 rue Béteille, 12000 Rodez", "14 rue de Vienne 75008 Paris"),
    *("44.35, 2.573", "44,35 2,573", "48.8566;2.3522", "-20.88,55.45", "0, 0", "51.5, -0.12"),
    *("Aveyron", "département de la Vienne", "Occitanie", "PACA", "Métropole de Lyon"),
    *("je cherche un logement à Rodez", "à 20 km de Rodez", "azertyuiop", "???", "Grand Lyon"),
    *("villefranche de rouerge", "onet le chatau", "Brucselles", "rue de la paix paris"),
    *("Annecy-le-Vieux", "74011", "Cherbourg", "Midi-Pyrénées", "fr:commune:12202", "chez moi"),
    *(
        "be:province:LIE",
        "province de Namur",
        "lorem ipsum dolor",
        "Paris centre",
        "toute la France",
    ),
)


@bench("places")
def _places() -> Mapping[str, Subject]:
    if Territory.objects.count() < FEWEST_PLACES:
        raise BenchNeeds("Load the places first: manage.py load_places fr be.")
    return {
        f"autocomplete, {len(PREFIXES)} prefixes": Over(suggest_places, PREFIXES),
        f"resolve_place, {len(TEXTS)} texts": Over(resolve_place, TEXTS),
    }
