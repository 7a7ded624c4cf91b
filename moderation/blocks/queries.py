from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import User
from moderation.blocks.identity import email_hash
from moderation.models import Block
from territories.models import Territory
from territories.permissions import is_global_administrator, territories_moderated_by


def about(user: User) -> Q:
    """The blocks of an account, and of the address it has."""
    return Q(user=user) | Q(email_hash=email_hash(user.email))


def is_about(block: Block, user: User) -> bool:
    return block.user_id == user.pk or (
        bool(block.email_hash) and block.email_hash == email_hash(user.email)
    )


def blocks_on(user: User, territory: Territory, *, at: datetime) -> QuerySet[Block]:
    """What is in force against somebody in a territory."""
    return Block.objects.of_people().in_force(at=at).reaching(territory).filter(about(user))


def blocks_read_by(user: User) -> QuerySet[Block]:
    """What `can_read_block` lets the person read, the latest first."""
    rows = Block.objects.select_related("user", "territory")
    if not is_global_administrator(user):
        rows = rows.filter(territory__in=territories_moderated_by(user), network_salt="")
    return rows
