"""How often pages are read and contacts used, by offer and day, without anything about by whom.

A page may come from a cache that the site does not see, so the browser tells it, by a beacon that
needs no answer: the page itself costs nothing more. What says that it is a robot is counted apart.
"""

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from django.conf import settings
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import F, Sum

from offers.models import OfferCount, PublicOffer

DAYS_SHOWN = 30
_DAY_SECONDS = 24 * 3600
_ROBOT = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|headless|preview|monitor|curl|wget|python|http-client|lighthouse",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Uses:
    """What people did in the last 30 days, robots aside."""

    views: int = 0
    contacts: int = 0


def is_robot(user_agent: str) -> bool:
    """Whether it says so itself, or says nothing at all."""
    return not user_agent.strip() or _ROBOT.search(user_agent) is not None


def is_first_today(*, address: str, public_id: str, what: str, day: date) -> bool:
    """Whether this one has not been counted yet today: read again, a page counts once.

    The cache holds for a day a keyed digest, never the address.
    """
    said = f"{address} {public_id} {what} {day}"
    digest = hmac.new(settings.SECRET_KEY.encode(), said.encode(), sha256).hexdigest()
    return bool(cache.add(f"offer-count:{digest}", 1, timeout=_DAY_SECONDS))


def count_use(*, public_id: str, what: str, day: date, by_robot: bool) -> bool:
    """One more for this live offer, this day; False when there is no such offer."""
    offer = PublicOffer.objects.live().filter(public_id=public_id).values_list("pk", flat=True)
    pk = offer.first()
    if pk is None:
        return False
    field = "by_robots" if by_robot else "count"
    rows = OfferCount.objects.filter(offer=pk, day=day, what=OfferCount.What(what))
    if not rows.update(**{field: F(field) + 1}):
        try:
            with transaction.atomic():
                OfferCount.objects.create(offer_id=pk, day=day, what=what, **{field: 1})
        except IntegrityError:
            rows.update(**{field: F(field) + 1})
    return True


def uses(offer_ids: Iterable[int], *, day: date) -> dict[int, Uses]:
    """By offer, over the last 30 days (one query)."""
    rows = OfferCount.objects.filter(
        offer__in=list(offer_ids), day__gt=day - timedelta(days=DAYS_SHOWN)
    )
    found: dict[int, Uses] = {}
    for pk, what, total in (
        rows.values_list("offer", "what").annotate(total=Sum("count")).order_by()
    ):
        before = found.get(pk, Uses())
        if what == OfferCount.What.VIEW:
            found[pk] = Uses(before.views + total, before.contacts)
        else:
            found[pk] = Uses(before.views, before.contacts + total)
    return found
