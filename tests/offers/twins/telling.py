"""One service as it stands here, and as another directory tells it."""

from offers.bulk import NewOffer, publish_many
from offers.models import OfferPage, Provenance, Source, Structure
from offers.twins.facts import Place, facts_of
from offers.twins.scoring import score
from tests.factories import ensure_country, offer_fields

RODEZ = Place("fr:commune:12202", frozenset({"rodez"}), (44.35, 2.57))
GARAGE = "Garage du Causse"
COME = {"mode": "come", "value": "", "note": ""}


def told(**changes):
    """The garage's offer as another directory tells it."""
    return offer_fields(
        **{
            "title": "Louer une voiture à petit prix",
            "summary": "Des voitures révisées pour aller au travail.",
            "what": "<p>Location à la journée, assurance comprise.</p>",
            "street_address": "12, r. de la Republique",
            "engage_person": [COME],
            "engage_worker": [],
            "contact_phone": "+33536490012",
            "contact_email": "",
            "website": "",
            "latitude": None,
            "longitude": None,
            **changes,
        }
    )


def here(**changes):
    """The fields of the offer that is here already, as they are stored."""
    mine = {"contact_phone": "+33536490012", "contact_email": "", "website": ""}
    return offer_fields(**{**mine, "engage_person": [COME], "engage_worker": [], **changes})


def likeness(first, second, *, place=RODEZ, other_place=None):
    return score(facts_of(first, GARAGE, place), facts_of(second, GARAGE, other_place or place))


def import_offer(source: Source, structure: Structure, number: int = 1, **changes) -> OfferPage:
    origin = Provenance(source=source, external_id=f"x{number}", licence="")
    new = NewOffer(
        structure=structure,
        fields=here(**changes),
        modified_at=structure.modified_at,
        provenance=origin,
    )
    (offer,) = publish_many([new], country=ensure_country("fr"))
    return offer
