"""What animators have answered already when the demo opens, and what came back to its author."""

from accounts.models import User
from contributions.models import Proposal
from contributions.previews import preview
from contributions.settling import settle
from home.demo.people import ADMINISTRATOR, ANIMATOR, CONTRIBUTOR, PUBLISHER
from home.demo.proposals import Change, propose_one
from moderation.appeals.services import appeal_against_refusal
from moderation.deciding.services import (
    SeenVersion,
    accept_proposal,
    ask_for_change,
    refuse_proposal,
)
from moderation.models import Decision
from offers.models import OfferPage

_ACCEPTED = Change(
    "av-repas-du-midi",
    CONTRIBUTOR.key,
    "Depuis lundi on sert jusqu’à 14 h : j’y ai déjeuné avec un monsieur que j’accompagne.",
    {"opening_hours": "Mo-Sa 12:00-14:00; PH off"},
)
_REFUSED = Change(
    "av-permanence-juridique",
    CONTRIBUTOR.key,
    "On m’a dit que les dossiers étaient payants à partir du deuxième rendez-vous.",
    {"fee": "payant", "fee_detail": "20 € à partir du deuxième rendez-vous"},
)
_TO_COMPLETE = Change(
    "av-epicerie-sociale",
    CONTRIBUTOR.key,
    "L’épicerie ouvre aussi le samedi matin en hiver.",
    {"opening_hours": "Tu,Th 09:30-12:00,14:00-17:00; Fr-Sa 09:30-12:00; PH off"},
)
_APPEALED = Change(
    "av-premiere-location",
    PUBLISHER.key,
    "On demande aussi les papiers du garant : un de nos clients y était ce matin.",
    {
        "documents": [
            "Avis d'imposition",
            "Papiers du garant",
            "Pièce d'identité ou titre de séjour",
            "Trois derniers bulletins de salaire ou attestations de paiement",
        ]
    },
)
# Two people who saw the same boxes, and not the same thing in the shop.
_FIRST_ON_CLOTHES = Change(
    "av-vestiaire",
    PUBLISHER.key,
    "Les prix ont changé le 1er du mois, ils sont affichés à l’entrée.",
    {"fee_detail": "De 1 à 10 € la pièce ; gratuit avec un bon."},
)
_SECOND_ON_CLOTHES = Change(
    "av-vestiaire",
    CONTRIBUTOR.key,
    "Les bons sont aussi donnés par la mission locale, une jeune l’a eu hier.",
    {"fee_detail": "De 0,50 à 8 € la pièce ; gratuit avec un bon du CCAS ou de la mission locale."},
)


def answer_some(people: dict[str, User], offers: dict[str, OfferPage]) -> None:
    """One proposal accepted, one refused, one whose refusal is appealed against, one handed back,
    and one that met another's."""
    animator = people[ANIMATOR.key]
    _accept(propose_one(_ACCEPTED, people, offers), animator)
    refused = propose_one(_REFUSED, people, offers)
    refuse_proposal(
        proposal=refused,
        moderator=animator,
        version=refused.version,
        reason=Decision.Reason.NOT_CONFIRMED,
        message="J’ai appelé le Point Droit : c’est gratuit du premier au dernier rendez-vous. "
        "La personne a sans doute parlé d’un avocat. Merci d’avoir posé la question.",
    )
    _refuse_and_appeal(people, offers)
    incomplete = propose_one(_TO_COMPLETE, people, offers)
    ask_for_change(
        proposal=incomplete,
        moderator=animator,
        version=incomplete.version,
        message="Merci ! De quel mois à quel mois ? Si vous pouvez les appeler, ajoutez-le dans "
        "les horaires et renvoyez-nous la proposition.",
    )
    second = propose_one(_SECOND_ON_CLOTHES, people, offers)
    _accept(propose_one(_FIRST_ON_CLOTHES, people, offers), animator)
    settle(second.pk)


def _refuse_and_appeal(people: dict[str, User], offers: dict[str, OfferPage]) -> None:
    """By somebody else than the animator, who can then answer the appeal."""
    proposal = propose_one(_APPEALED, people, offers)
    decision = refuse_proposal(
        proposal=proposal,
        moderator=people[ADMINISTRATOR.key],
        version=proposal.version,
        reason=Decision.Reason.NOT_CONFIRMED,
        message="Le site de l’association ne parle pas du garant.",
    )
    appeal_against_refusal(
        decision=decision,
        author=people[PUBLISHER.key],
        text="Le site n’est pas à jour. J’ai appelé l’association avec notre client : ces papiers "
        "sont demandés depuis le mois dernier. Pouvez-vous les appeler à votre tour ?",
    )


def _accept(proposal: Proposal, animator: User) -> None:
    seen = SeenVersion(proposal.version, preview(proposal).preview_hash)
    accept_proposal(proposal=proposal, moderator=animator, seen=seen)
