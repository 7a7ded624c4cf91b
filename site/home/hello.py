"""The smallest answer Django can give: the baseline of every ratio we quote."""

from typing import Any

from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_safe

HELLO_PATH = "/bench/hello"


@require_safe
def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Hello, world")


urlpatterns = [path(HELLO_PATH.removeprefix("/"), hello)]


class HelloRequest(WSGIRequest):
    """A request that knows one address only."""

    urlconf = __name__


class BareHandler(WSGIHandler):
    """Django without any middleware."""

    request_class = HelloRequest

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: FBT001, FBT002 Django's signature
        self._view_middleware: list[Any] = []
        self._template_response_middleware: list[Any] = []
        self._exception_middleware: list[Any] = []
        answer = self._get_response  # type: ignore[attr-defined] # missing from django-stubs
        self._middleware_chain = convert_exception_to_response(answer)


class FullHandler(WSGIHandler):
    """The same view behind the site's whole middleware."""

    request_class = HelloRequest
