from collections.abc import Collection
from datetime import datetime
from secrets import token_hex
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.privacy import public_name
from journal.audit import record
from moderation.blocks.identity import connection_of, email_hash, network_hash
from moderation.blocks.known_networks import forget_known
from moderation.blocks.permissions import (
    can_acknowledge,
    can_block,
    can_block_network,
    can_lift_block,
)
from moderation.blocks.queries import account_of
from moderation.blocks.telling import tell_of_block, tell_of_lifting, untell_of_block
from moderation.errors import Refused
from moderation.models import Block
from territories.models import Territory

LONGEST = 1000


@transaction.atomic
def block_person(
    *,
    by: User,
    acts: Collection[str],
    reason: str,
    territory: Territory | None,
    user: User | None = None,
    email: str = "",
    message: str = "",
    private_note: str = "",
    ends_at: datetime | None = None,
    at: datetime | None = None,
) -> Block:
    """Keep an account, or whoever uses an address, from some acts; the person is told why.

    Of an address nothing is kept but a hash, nor whose it is said. Raises Refused,
    or PermissionDenied with the reason; then nothing is written.
    """
    now = at or timezone.now()
    _check(acts, reason=reason, message=message, private_note=private_note)
    _check_end(ends_at, now)
    label = user.display_name if user else ""
    if user is None:
        _check_email(email)
        user = account_of(email)
    if user is not None:
        user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    can_block(by, user=user, territory=territory, ends_at=ends_at, at=at).or_raise()
    block = Block.objects.create(
        user=user,
        user_label=label,
        email_hash=email_hash(user.email if user else email),
        territory=territory,
        private_note=private_note.strip(),
        **_said(by, acts, reason, message, starts_at=now, ends_at=ends_at),
    )
    _record(block, "block.placed", by)
    tell_of_block(block)
    return block


@transaction.atomic
def block_network(
    *,
    by: User,
    address: str,
    reason: str,
    ends_at: datetime | None,
    message: str = "",
    private_note: str = "",
    at: datetime | None = None,
) -> Block:
    """Keep what comes from one connection to the Internet from writing, for 7 days at most; people
    known on the site go on. Raises Refused or PermissionDenied."""
    now = at or timezone.now()
    can_block_network(by, ends_at=ends_at, at=at).or_raise()
    _check(Block.Act.values, reason=reason, message=message, private_note=private_note)
    _check_end(ends_at, now)
    network = connection_of(address.strip())
    if not network:
        raise Refused("address", _("Write an address of a network, such as 203.0.113.7."))
    salt = token_hex(16)
    block = Block.objects.create(
        network_salt=salt,
        network_hash=network_hash(network, salt=salt),
        private_note=private_note.strip(),
        **_said(by, Block.Act.values, reason, message, starts_at=now, ends_at=ends_at),
    )
    _record(block, "block.placed", by)
    transaction.on_commit(forget_known)
    return block


@transaction.atomic
def lift_block(*, block: Block, by: User, at: datetime | None = None) -> Block:
    """Let the person act again before the end; nothing happens twice. Raises PermissionDenied."""
    locked = _lock(block)
    can_lift_block(by, locked, at=at).or_raise()
    if locked.lifted_at is not None:
        return locked
    _lift(locked, by=by, at=at or timezone.now())
    tell_of_lifting(locked)
    return locked


@transaction.atomic
def overturn_block(*, block: Block, by: User, at: datetime | None = None) -> Block:
    """End a block that somebody else found wrong; whoever settles an appeal has the right, and
    tells the person. Nothing happens twice."""
    locked = _lock(block)
    if locked.lifted_at is None:
        _lift(locked, by=by, at=at or timezone.now())
        untell_of_block(locked)
    return locked


@transaction.atomic
def acknowledge(*, block: Block, user: User, at: datetime | None = None) -> Block:
    """The person says that they have read why: without it a block does not come to its end.

    Raises PermissionDenied with the reason.
    """
    locked = _lock(block)
    can_acknowledge(user, locked).or_raise()
    if locked.acknowledged_at is None:
        locked.acknowledged_at = at or timezone.now()
        locked.save(update_fields=["acknowledged_at"])
        _record(locked, "block.acknowledged", user)
    return locked


def _lift(block: Block, *, by: User, at: datetime) -> None:
    block.lifted_at, block.lifted_by = at, by
    block.lifted_by_label = public_name(by)
    block.save(update_fields=["lifted_at", "lifted_by", "lifted_by_label"])
    _record(block, "block.lifted", by)
    transaction.on_commit(forget_known)


def _lock(block: Block) -> Block:
    return Block.objects.select_for_update(of=("self",)).get(pk=block.pk)


def _said(
    by: User,
    acts: Collection[str],
    reason: str,
    message: str,
    *,
    starts_at: datetime,
    ends_at: datetime | None,
) -> dict[str, Any]:
    return {
        "by": by,
        "by_label": public_name(by),
        "acts": [act for act in Block.Act.values if act in acts],
        "reason": reason,
        "message": message.strip(),
        "starts_at": starts_at,
        "ends_at": ends_at,
    }


def _check(acts: Collection[str], *, reason: str, message: str, private_note: str) -> None:
    if not acts or not set(acts) <= set(Block.Act.values):
        raise Refused("acts", _("Choose what the person may not do."))
    if reason not in Block.Reason.values:
        raise Refused("reason", _("Choose the reason that the person will read."))
    if reason == Block.Reason.OTHER and not message.strip():
        raise Refused("message", _("Explain this other reason in a few words."))
    for name, text in (("message", message), ("private_note", private_note)):
        if len(text) > LONGEST:
            raise Refused(name, _("Write at most %(most)d characters.") % {"most": LONGEST})


def _check_end(ends_at: datetime | None, now: datetime) -> None:
    if ends_at is not None and ends_at <= now:
        raise Refused("ends_on", _("Choose an end that is still to come."))


def _check_email(email: str) -> None:
    try:
        validate_email(email.strip())
    except ValidationError:
        raise Refused("email", _("Write a whole e-mail address.")) from None


def _of(block: Block) -> str:
    if block.is_of_a_network:
        return "network"
    return "account" if block.user_label else "address"


def _record(block: Block, action: str, by: User) -> None:
    record(
        actor=by,
        action=action,
        subject=block,
        territory=block.territory or Territory.objects.filter(parent=None).order_by("path").first(),
        data={
            "of": _of(block),
            "is_everywhere": block.territory is None,
            "acts": block.acts,
            "reason": block.reason,
            "hours": None
            if block.ends_at is None
            else round((block.ends_at - block.starts_at).total_seconds() / 3600),
        },
    )
