"""Changes that wait for an animator when the demo opens."""

from dataclasses import dataclass
from typing import Any

from accounts.models import User
from contributions.models import Proposal
from contributions.services import propose
from home.demo.people import CONTRIBUTOR, PUBLISHER, TERRITORY_ADMIN
from home.demo.written import SOURCE
from offers.models import OfferPage


@dataclass(frozen=True, slots=True)
class Change:
    offer: str
    by: str
    summary: str
    changes: dict[str, Any]


_CHANGES = (
    Change(
        "av-location-voiture",
        CONTRIBUTOR.key,
        "Le garage reste ouvert jusqu’à 18 h 30 le jeudi, je l’ai appelé ce matin.",
        {"opening_hours": "Mo-We,Fr 09:00-12:00,14:00-17:30; Th 09:00-12:00,14:00-18:30; PH off"},
    ),
    Change(
        "av-abri-de-nuit",
        CONTRIBUTOR.key,
        "L’équipe parle aussi espagnol, et une personne sourde peut prévenir par SMS.",
        {
            "languages_spoken": ["ar", "en", "es", "fr"],
            "accessibility": "De plain-pied, chambre adaptée au rez-de-chaussée. "
            "Une personne sourde peut prévenir par SMS.",
        },
    ),
    Change(
        "av-loyer-en-retard",
        PUBLISHER.key,
        "Les gens viennent souvent sans rien : j’ajoute les deux papiers qui font gagner du temps.",
        {
            "documents": [
                "Avis de la CAF ou de la MSA",
                "Bail",
                "Commandement de payer ou courrier de l'huissier",
                "Dernières quittances de loyer",
            ]
        },
    ),
    Change(
        "av-francais-adultes",
        CONTRIBUTOR.key,
        "Titre plus clair pour les personnes qui ne lisent pas encore bien.",
        {"title": "Apprendre le français à Rodez : cours le matin ou le soir"},
    ),
    Change(
        "rh-cv-matinee",
        TERRITORY_ADMIN.key,
        "On peut maintenant envoyer son CV avant de venir, une personne le relit au téléphone.",
        {"reception_modes": ["a-distance", "en-presentiel"]},
    ),
)


def written_offers() -> dict[str, OfferPage]:
    """The offers of the demo by their key, with what a change is checked against."""
    offers = OfferPage.objects.filter(provenance__source__key__startswith=SOURCE)
    related = ("provenance", "home_territory", "commune", "visibility", "structure")
    return {offer.provenance.external_id: offer for offer in offers.select_related(*related)}


def propose_all(people: dict[str, User], offers: dict[str, OfferPage]) -> None:
    for change in _CHANGES:
        propose_one(change, people, offers)


def propose_one(change: Change, people: dict[str, User], offers: dict[str, OfferPage]) -> Proposal:
    return propose(
        author=people[change.by],
        target_kind=Proposal.Target.OFFER,
        target=offers[change.offer],
        changes=change.changes,
        summary=change.summary,
    )
