from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.kept_query import Slot
from accounts.models import User
from contributions.models import Proposal
from moderation.blocks.identity import email_hash
from moderation.models import Block
from territories.models import MemberRole, Territory, TerritoryContact
from territories.permissions import (
    LOCAL_ROLES,
    is_global_administrator,
    territories_moderated_by,
)

_RECENT = 20


def about(user: User) -> Q:
    """The blocks of an account, and of the address it has."""
    return known_as(user.pk, email_hash(user.email))


def known_as(user: int | Slot, address: str | Slot) -> Q:
    """The same by key, and by the hash of an address."""
    return Q(user=user) | Q(email_hash=address)


def account_of(address: str) -> User | None:
    """The account of a mailbox, whichever way its address is written."""
    local, _at, domain = address.strip().rpartition("@")
    near = User.objects.filter(
        email__istartswith=local.partition("+")[0], email__iendswith=f"@{domain}"
    )
    same = email_hash(address)
    return next((user for user in near.order_by("pk") if email_hash(user.email) == same), None)


def is_about(block: Block, user: User) -> bool:
    return block.user_id == user.pk or (
        bool(block.email_hash) and block.email_hash == email_hash(user.email)
    )


def blocks_on(user: User, territory: Territory, *, at: datetime) -> QuerySet[Block]:
    """What is in force against somebody in a territory."""
    paths = [*territory.ancestor_paths(), territory.path]
    return Block.objects.of_people().in_force(at=at).reaching(paths).filter(about(user))


def blocks_read_by(user: User) -> QuerySet[Block]:
    """What `can_read_block` lets the person read, the latest first."""
    rows = Block.objects.select_related("user", "territory")
    if not is_global_administrator(user):
        rows = rows.filter(territory__in=territories_moderated_by(user), network_salt="")
    return rows


def places_of(user: User, *, at: datetime | None = None) -> QuerySet[Territory]:
    """Where somebody may block whoever uses an address: the territories they were named for."""
    roles = MemberRole.objects.active(at=at or timezone.now()).filter(user=user)
    named = Q(pk__in=roles.filter(role__in=LOCAL_ROLES).values("territory"))
    if roles.filter(role=MemberRole.Role.GLOBAL_ADMIN).exists():
        named |= Q(parent__isnull=True)
    return Territory.objects.filter(named).order_by("path")


def recent_acts(block: Block, *, reader: User) -> list[Proposal]:
    """The last proposals of the person in what the reader animates, to look at them again; none
    when the block is of an address, whose account is not said."""
    if block.user is None or not block.user_label:
        return []
    here = Proposal.objects.filter(territory__in=territories_moderated_by(reader))
    return list(here.written_by(block.user.pk).with_targets().order_by("-created_at")[:_RECENT])


def contact_of(block: Block) -> TerritoryContact | None:
    """Whom the person may write to: the public contact nearest to where they are blocked."""
    if block.territory is None:
        roots = TerritoryContact.objects.filter(territory__parent__isnull=True)
        return roots.order_by("territory__path").first()
    paths = [*block.territory.ancestor_paths(), block.territory.path]
    near = TerritoryContact.objects.filter(territory__path__in=paths)
    return near.order_by("-territory__path").first()
