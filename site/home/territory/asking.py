"""Asking those who keep a page whether it is still right."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import User
from accounts.verdicts import Allowed, Denied, Verdict
from journal.audit import record
from notifications.models import Notice
from notifications.services import notify
from offers.models import Membership, OfferPage
from territories.permissions import moderates

KIND = "please_check"
# Asked more often, people stop reading.
AGAIN_AFTER = timedelta(days=30)


def can_ask(user: User, offer: OfferPage, *, at: datetime) -> Verdict:
    """Animators ask the keepers of the pages of their territory, once a month at most."""
    within = moderates(user, offer.home_territory)
    if not within:
        return within
    if not _keepers(offer).exists():
        return Denied(_("Nobody keeps this page: call the structure, then say what you found."))
    if _asked(offer).filter(created_at__gt=at - AGAIN_AFTER).exists():
        return Denied(_("They were asked less than a month ago. Give them time, or call."))
    return Allowed()


@transaction.atomic
def ask_keepers(*, offer: OfferPage, by: User, at: datetime) -> int:
    """Tell everybody who keeps the page; how many they are. Raises PermissionDenied."""
    OfferPage.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    can_ask(by, offer, at=at).or_raise()
    keepers = list(_keepers(offer))
    for user in keepers:
        with override(user.language):
            path = reverse("home:structure", args=[offer.structure.public_id])
        notify(
            recipient=user,
            kind=KIND,
            key=f"{_prefix(offer)}{at:%Y%m%d}:{user.pk}",
            path=path,
            params={"title": offer.title, "structure": offer.structure.name},
        )
    record(
        actor=by,
        action="offer.check_asked",
        subject=offer,
        territory=offer.home_territory,
        data={"people": len(keepers)},
    )
    return len(keepers)


def _keepers(offer: OfferPage) -> QuerySet[User]:
    members = Membership.objects.filter(structure=offer.structure_id)
    return User.objects.filter(pk__in=members.values("user"), is_active=True).order_by("pk")


def _asked(offer: OfferPage) -> QuerySet[Notice]:
    return Notice.objects.filter(key__startswith=_prefix(offer))


def _prefix(offer: OfferPage) -> str:
    return f"{KIND}:{offer.public_id}:"
