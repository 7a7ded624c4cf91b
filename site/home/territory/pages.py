"""The pages of an area that need somebody: those that grow old, structures without an owner."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from home.territory.areas import Area
from offers.cards import STALE_AFTER
from offers.models import Membership, PublicOffer, Structure
from offers.models.structures import PageState


@dataclass(frozen=True, slots=True)
class Stale:
    """An offer that neither a person nor a source confirmed for six months, nor since when;
    `keepers` are how many people can be asked."""

    row: PublicOffer
    confirmed_at: datetime
    keepers: int


def stale_in(area: Area, *, at: datetime) -> QuerySet[PublicOffer]:
    """With `confirmed_at` and `keepers`, the longest unconfirmed first."""
    keepers = (
        Membership.objects.filter(structure=OuterRef("structure"), user__is_active=True)
        .order_by()
        .values("structure")
        .annotate(number=Count("pk"))
        .values("number")
    )
    published = F("offer__first_published_at")
    return (
        PublicOffer.objects.at_home_in(area.territories())
        .unconfirmed_since(at - timedelta(days=STALE_AFTER))
        .annotate(
            confirmed_at=Greatest(
                Coalesce("verified_at", published), Coalesce("imported_at", published)
            ),
            keepers=Coalesce(Subquery(keepers, output_field=IntegerField()), 0),
        )
        .order_by("confirmed_at", "pk")
    )


def stale_lines(rows: Iterable[PublicOffer]) -> list[Stale]:
    return [Stale(row, row.confirmed_at, row.keepers) for row in rows]  # type: ignore[attr-defined]


def without_owner_in(area: Area) -> QuerySet[Structure]:
    """With `live_offers`, those that hold the most first."""
    return (
        Structure.objects.without_owner()
        .filter(home_territory__in=area.territories())
        .annotate(live_offers=Count("public_offers", filter=Q(public_offers__state=PageState.LIVE)))
        .order_by("-live_offers", "search_name", "pk")
    )
