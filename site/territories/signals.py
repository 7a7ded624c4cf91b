"""What territories announce, inside the transaction of the change: receivers only write rows."""

from enum import StrEnum

from django.dispatch import Signal


class RoleAct(StrEnum):
    """What happened to a role; the history of the last two bears these very words."""

    GRANTED = "granted"
    RENEWED = "renewed"
    ENTRUSTED = "entrusted"
    REVOKED = "revoked"
    ENDED = "ended"


# provides: role, act, by (None: the system's own doing), message (to the person, may be empty)
role_changed = Signal()
