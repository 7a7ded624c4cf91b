"""What may be kept of an answer, and for whom: pages that are the same for everybody."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from http import HTTPStatus

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

LONGEST = timedelta(hours=1)
# What tells one person from another. A page read with any of them is neither kept nor taken.
_PERSONAL_COOKIES = (settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name)
_PERSONAL_HEADERS = ("HTTP_AUTHORIZATION", "HTTP_HX_REQUEST")
_SHARED_VARIATIONS = {"cookie", "accept-language"}


@dataclass(frozen=True, slots=True)
class KeptPage:
    """An answer as the middleware below gave it, true at `version` and until then."""

    version: int
    until: datetime
    body: bytes
    headers: tuple[tuple[str, str], ...]

    def answer(self) -> HttpResponse:
        return HttpResponse(self.body, headers=dict(self.headers))


def is_for_everybody(request: HttpRequest) -> bool:
    """Whether nothing in the request tells who reads, or asks for a part of a page."""
    meta = request.META
    return (
        request.method in {"GET", "HEAD"}
        and not meta.get("QUERY_STRING")
        and not any(name in meta for name in _PERSONAL_HEADERS)
        and not any(name in request.COOKIES for name in _PERSONAL_COOKIES)
    )


def is_shared(response: HttpResponseBase) -> bool:
    """Whether the answer is a whole page that says nothing to one person only."""
    return (
        response.status_code == HTTPStatus.OK
        and not response.streaming
        and not response.cookies
        and not response.has_header("Cache-Control")
        and _variations(response) <= _SHARED_VARIATIONS
    )


def _variations(response: HttpResponseBase) -> set[str]:
    names = response.get("Vary", "").split(",")
    return {name.strip().lower() for name in names if name.strip()}


def name_version(response: HttpResponse) -> None:
    """Readers and proxies may keep the page, and ask each time whether it is still the one."""
    digest = hashlib.blake2b(response.content, digest_size=16).hexdigest()
    response["ETag"] = f'"{digest}"'
    response["Cache-Control"] = "no-cache"


def at_most(now: datetime) -> datetime:
    """No page is kept past the day that it was drawn on: some places begin or end with a day."""
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    midnight = timezone.make_aware(datetime.combine(tomorrow, time.min))
    return min(now + LONGEST, midnight)
