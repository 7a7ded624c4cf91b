"""Offers and structures that two sources describe: found with a score, never doubled silently."""

from offers.twins.finding import Twin, offer_twins
from offers.twins.structures import StructureTwin, structure_twins

__all__ = ["StructureTwin", "Twin", "offer_twins", "structure_twins"]
