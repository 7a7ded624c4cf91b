"""Places, zones and who animates them."""

from territories.models.places import PostalCode, Territory, Zone
from territories.models.roles import (
    MemberRole,
    TerritoryContact,
    TerritoryGroupPermission,
    ZoneGroupPermission,
)

__all__ = [
    "MemberRole",
    "PostalCode",
    "Territory",
    "TerritoryContact",
    "TerritoryGroupPermission",
    "Zone",
    "ZoneGroupPermission",
]
