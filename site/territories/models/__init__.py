"""Places, zones and who animates them."""

from territories.models.places import OtherName, PostalCode, Territory, Zone
from territories.models.roles import (
    MemberRole,
    TerritoryContact,
    TerritoryGroupPermission,
    ZoneGroupPermission,
)

__all__ = [
    "MemberRole",
    "OtherName",
    "PostalCode",
    "Territory",
    "TerritoryContact",
    "TerritoryGroupPermission",
    "Zone",
    "ZoneGroupPermission",
]
