from django.http import HttpRequest

from accounts.models import User


class MemberRequest(HttpRequest):
    """A request that passed `login_required`: its user is a User, never anonymous."""

    user: User
