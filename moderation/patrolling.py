"""What went live without waiting is read afterwards, by an animator who had no part in it."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Allowed, Denied, Verdict
from contributions.models import DirectPublication
from journal.audit import record
from offers.models import Membership
from territories.models import Territory
from territories.permissions import moderates, territories_moderated_by


def to_read_by(user: User) -> QuerySet[DirectPublication]:
    """What `can_mark_read` lets the person read, the riskiest first, then the oldest."""
    mine = Membership.objects.filter(user=user).values("structure")
    return (
        DirectPublication.objects.to_patrol()
        .published_in(territories_moderated_by(user))
        .exclude(author=user)
        .exclude(offer__structure__in=mine)
        .exclude(structure__in=mine)
        .select_related("offer__public", "offer__home_territory", "structure__home_territory")
        .prefetch_related("check_hits")
    )


def can_mark_read(user: User, publication: DirectPublication) -> Verdict:
    """An animator of its territory, but for their own and that of a structure they belong to."""
    if publication.author_id == user.pk:
        return Denied(_("Someone else must read what you published yourself."))
    within = moderates(user, territory_of(publication))
    if not within:
        return within
    if Membership.objects.filter(user=user, structure=_keeper(publication)).exists():
        return Denied(_("This comes from a structure you belong to: someone else must read it."))
    return Allowed()


@transaction.atomic
def mark_read(*, publication: DirectPublication, by: User, at: datetime | None = None) -> None:
    """Take it off the list of what is still to be read; whoever read it first stays named.

    Raises PermissionDenied with the reason.
    """
    locked = DirectPublication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
    can_mark_read(by, locked).or_raise()
    if locked.patrolled_at is not None:
        return
    locked.patrolled_by, locked.patrolled_at = by, at or timezone.now()
    locked.save(update_fields=["patrolled_by", "patrolled_at"])
    record(
        actor=by,
        action="direct.read",
        subject=locked,
        territory=territory_of(locked),
        data={"direct": str(locked.uuid), "risk": locked.risk},
    )


def territory_of(publication: DirectPublication) -> Territory:
    target = publication.offer or publication.structure
    assert target is not None  # noqa: S101 a constraint of the database
    territory: Territory = target.home_territory
    return territory


def _keeper(publication: DirectPublication) -> int | None:
    if publication.offer is None:
        return publication.structure_id
    key: int = publication.offer.structure_id
    return key
