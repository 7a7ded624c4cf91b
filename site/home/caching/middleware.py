"""The first middleware that answers: pages that are the same for all, drawn once a version."""

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control

from home.caching.keeping import (
    KeptPage,
    at_most,
    is_for_everybody,
    is_shared,
    name_version,
)
from home.caching.topics import Topics, match_of, topics_of
from home.caching.versions import version_of
from home.caching.words import read_words_again
from journal.lasting import noted

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class KeptPagesMiddleware:
    """Before every other that has a part in pages, so that a kept one costs one question to the
    database. What those below add is kept with it: none may say something of one request only.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.pages = caches["pages"]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        topics = topics_of(request.path_info)
        if not topics:
            return self.get_response(request)
        if not is_for_everybody(request):
            return self._drawn_for_one(request)
        response = self._kept_or_drawn(request, topics)
        if not isinstance(response, HttpResponse) or not response.has_header("ETag"):
            return response
        etag = response["ETag"]
        return get_conditional_response(request, etag=etag, response=response) or response

    def _drawn_for_one(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_cache=True)
        return response

    def _kept_or_drawn(self, request: HttpRequest, topics: Topics) -> HttpResponseBase:
        key = _key(request)
        # Before the page is read or drawn, so that it is never older than its version says.
        version = version_of(topics) if key and settings.PAGE_CACHE else None
        if key is None or version is None:
            return _named(self.get_response(request))
        kept: KeptPage | None = self.pages.get(key)
        if kept and kept.version == version and timezone.now() < kept.until:
            # For the line of the log, which names the view.
            request.resolver_match = match_of(request.path_info)
            return kept.answer()
        return self._drawn(request, key, version)

    def _drawn(self, request: HttpRequest, key: str, version: int) -> HttpResponseBase:
        read_words_again()
        now = timezone.now()
        with noted(at_most=at_most(now)) as lasting:
            response = _named(self.get_response(request))
        if isinstance(response, HttpResponse) and response.has_header("ETag"):
            headers = tuple(response.headers.items())
            page = KeptPage(version, lasting.until, response.content, headers)
            self.pages.set(key, page, (lasting.until - now).total_seconds())
        return response


def _named(response: HttpResponseBase) -> HttpResponseBase:
    if isinstance(response, HttpResponse) and is_shared(response):
        name_version(response)
    return response


def _key(request: HttpRequest) -> str | None:
    """By validated host and whole path, which holds the language; None for a host that is refused
    further on."""
    try:
        host = request.get_host()
    except DisallowedHost:
        return None
    whole = f"{request.scheme}://{host}{request.path}"
    return hashlib.blake2b(whole.encode(), digest_size=16).hexdigest()
