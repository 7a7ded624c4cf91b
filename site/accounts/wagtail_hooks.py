from collections.abc import Iterable
from typing import Any

from wagtail import hooks
from wagtail.users.views.bulk_actions import DeleteBulkAction

from accounts.models import User
from accounts.privacy import erase_account


# After Wagtail's own, which it replaces: the last one registered for an act wins.
@hooks.register("register_bulk_action", order=1)
class EraseBulkAction(DeleteBulkAction):
    """Deleting accounts from the list runs our erasure, not a bare delete."""

    @classmethod
    def execute_action(cls, objects: Iterable[User], **kwargs: Any) -> tuple[int, int]:
        erased = list(objects)
        for user in erased:
            erase_account(user=user, by="administrator")
        return len(erased), 0
