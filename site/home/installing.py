"""What any site needs before its first offer: places, pages, words, a home for each country."""

from collections.abc import Callable, Iterable

from home.models import HomePage
from home.site_tree import ensure_site_tree
from offers.models import OfferIndexPage
from offers.vocabulary import load_vocabulary
from search.safety.numbers import load_emergency_numbers
from territories.loading import load_country
from territories.models import Territory

Say = Callable[[str], None]
# The only vocabulary so far; another country loads its own scheme, with mappings.
SCHEME = "fr"


def install(countries: Iterable[str], say: Say) -> None:
    """Load or bring up to date; what people changed stays. Raises UnknownCountry."""
    codes = list(countries)
    for code in codes:
        say(f"Lieux : {code}")
        load_country(country=code)
    say("Pages, besoins et expressions")
    home = ensure_site_tree()
    load_vocabulary(SCHEME)
    load_emergency_numbers()
    for code in codes:
        ensure_offer_index(home, code)


def ensure_offer_index(home: HomePage, code: str) -> None:
    """The page under which all offers of a country stand."""
    country = Territory.objects.get(uid=code)
    if not OfferIndexPage.objects.filter(country=country).exists():
        page = OfferIndexPage(
            country=country, title=f"Offres : {country.name}", slug=f"offres-{code}"
        )
        home.add_child(instance=page)
