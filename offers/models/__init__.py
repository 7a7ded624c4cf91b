"""Needs, structures, offers, the records beside them, and the pages that list them."""

from offers.models.beside import (
    Availability,
    OfferTranslation,
    OfferVisibility,
    TemporaryNotice,
    Verification,
)
from offers.models.keeping import MemberInvitation, OfferCount, StructureClaim
from offers.models.offers import OfferPage
from offers.models.pages import (
    NeedIndexPage,
    NeedPage,
    OfferIndexPage,
    StructureIndexPage,
    TerritoryIndexPage,
)
from offers.models.provenance import Provenance, Source, StructureProvenance
from offers.models.public import PublicOffer, PublicOfferCoverage, PublicOfferNeed
from offers.models.structures import Membership, Structure
from offers.models.vocabulary import Expression, Need, Term

__all__ = [
    "Availability",
    "Expression",
    "MemberInvitation",
    "Membership",
    "Need",
    "NeedIndexPage",
    "NeedPage",
    "OfferCount",
    "OfferIndexPage",
    "OfferPage",
    "OfferTranslation",
    "OfferVisibility",
    "Provenance",
    "PublicOffer",
    "PublicOfferCoverage",
    "PublicOfferNeed",
    "Source",
    "Structure",
    "StructureClaim",
    "StructureIndexPage",
    "StructureProvenance",
    "TemporaryNotice",
    "Term",
    "TerritoryIndexPage",
    "Verification",
]
