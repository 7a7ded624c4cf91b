"""People without a role."""

from typing import Any

from accounts.models import User


def someone(name: str = "awa", **fields: Any) -> User:
    return User.objects.create_user(email=f"{name}@example.org", display_name=name, **fields)
