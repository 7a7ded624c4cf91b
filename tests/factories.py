"""Offers and structures made through the services, as in life; only what matters is written."""

from typing import Any

from wagtail.models import Page

from accounts.models import User
from offers.models import OfferIndexPage, OfferPage, Structure
from offers.publishing import publish_new
from offers.services import create_structure
from offers.vocabulary import load_vocabulary
from territories.models import Territory

CAR = "mobilite--acceder-a-un-vehicule"
SHELTER = "famille--surmonter-conflits-separation-violence"
# What is done at a distance, for the whole country.
REMOTE: dict[str, Any] = {
    "reception_modes": ["a-distance"],
    "commune": None,
    "street_address": "",
    "postal_code": "",
    "latitude": None,
    "longitude": None,
    "coverage": ["fr"],
}


def offer_fields(**changes: Any) -> dict[str, Any]:
    """The fields of a plain, complete offer received in Rodez."""
    return {
        "title": "Location de voitures à petit prix",
        "summary": "Une voiture pour aller travailler, dès 5 € par jour.",
        "what": "<p>Nous louons des voitures révisées.</p><p>L'assurance est comprise.</p>",
        "needs": [CAR],
        "service_types": ["aide-materielle"],
        "audiences": ["demandeurs-emploi"],
        "reception_modes": ["en-presentiel"],
        "fee": "payant",
        "fee_detail": "5 € par jour",
        "documents": ["Permis de conduire"],
        "engage_person": [{"mode": "phone", "value": "05 36 49 00 12", "note": "Le matin."}],
        "engage_worker": [{"mode": "link", "value": "https://garage.example/fiche", "note": ""}],
        "street_address": "12 rue de la République",
        "postal_code": "12000",
        "commune": "fr:commune:12202",
        "latitude": 44.35,
        "longitude": 2.57,
        "opening_hours": "Mo-Fr 09:00-12:00",
        "coverage": ["fr:department:12"],
        "languages_spoken": ["fr"],
        **changes,
    }


def make_structure(*, name: str = "Garage du Causse", **fields: Any) -> Structure:
    commune = Territory.objects.get(uid=fields.pop("commune", "fr:commune:12202"))
    assert commune.parent is not None
    return create_structure(
        name=name, commune=commune, home_territory=commune.parent, postal_code="12000", **fields
    )


def make_offer(
    *, structure: Structure | None = None, author: User | None = None, **changes: Any
) -> OfferPage:
    """A live offer; `country` is that of its first area."""
    fields = offer_fields(**changes)
    return publish_new(
        structure=structure or make_structure(),
        fields=fields,
        author=author,
        country=ensure_country(fields["coverage"][0][:2]),
    )


def ensure_country(code: str) -> Territory:
    """The country, with the page that holds its offers."""
    country = Territory.objects.get(uid=code)
    if not OfferIndexPage.objects.filter(country=country).exists():
        home = Page.objects.get(depth=2)
        index = OfferIndexPage(country=country, title=f"Offres {code}", slug=f"offres-{code}")
        home.add_child(instance=index)
        country.refresh_from_db()
    return country


def load_words(*, expressions: bool = False) -> None:
    """Needs and terms as shipped, and their expressions when asked."""
    load_vocabulary("fr", expressions=expressions)
