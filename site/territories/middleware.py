from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from territories.reach import roles_read_once


class RolesReadOnceMiddleware:
    """What a page asks about somebody's roles outside transactions is read once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with roles_read_once():
            return self.get_response(request)
