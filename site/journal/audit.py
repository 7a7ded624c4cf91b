"""The audit trail: what was done, to what, by whom. Codes only, never a sentence or a name."""

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Model

from accounts.kept_query import KeptQuery
from accounts.models import User
from journal.models import ActorReference, AuditEvent
from territories.models import Territory

MAX_KEYS = 20
MAX_ITEMS = 200

_ACTION = re.compile(r"[a-z][a-z0-9_.-]{0,59}")
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
# No space and no @: a sentence or an e-mail address cannot be a code.
_CODE = re.compile(r"[\w:./+-]{0,100}")


def record(
    *,
    actor: User | None,
    action: str,
    subject: Model,
    territory: Territory | None = None,
    data: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Write one event in the caller's transaction, so that it stands or falls with the act.

    `data` holds codes, numbers, booleans and lists of them. Raises ValueError on anything else.
    """
    if not _ACTION.fullmatch(action):
        raise ValueError("An audit action is a short code such as offer.edited.")
    subject_type, subject_id = _name(subject)
    return AuditEvent.objects.create(
        actor=None if actor is None else actor_reference(actor),
        action=action,
        subject_type=subject_type,
        subject_id=subject_id,
        territory_path="" if territory is None else territory.path,
        data=_checked(data or {}),
    )


def actor_reference(user: User) -> ActorReference:
    """The random name of a person in the trail, made the first time it is needed."""
    known = _named.one(user=user.pk)
    return known or ActorReference.objects.get_or_create(user=user)[0]


_named = KeptQuery(lambda slot: ActorReference.objects.filter(user=slot("user")))


def _name(subject: Model) -> tuple[str, str]:
    if subject.pk is None:
        raise ValueError("An audit event needs a saved subject.")
    # A person acted upon is named like an actor, so that erasure reaches them too.
    named = actor_reference(subject) if isinstance(subject, User) else subject
    return subject._meta.label_lower, str(named.pk)


def _checked(data: Mapping[str, Any]) -> dict[str, Any]:
    if len(data) > MAX_KEYS:
        raise ValueError("Audit data has too many keys.")
    for key, value in data.items():
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            raise ValueError("An audit key is a short lower-case name.")
        if not _is_allowed(value):
            raise ValueError(f"Audit data holds codes and numbers, no free text: see {key}.")
    return dict(data)


def _is_allowed(value: object) -> bool:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return len(value) <= MAX_ITEMS and all(_is_code(item) for item in value)
    return _is_code(value)


def _is_code(value: object) -> bool:
    match value:
        case str():
            return _CODE.fullmatch(value) is not None
        case float():
            return math.isfinite(value)
        case _:
            return value is None or isinstance(value, int)
