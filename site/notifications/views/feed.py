"""The feed of what a person follows, at an address that only they know."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from notifications.atom import AtomFeed, html_text, xml_text
from notifications.languages import language_of
from notifications.models import News
from notifications.preferences import reader_of
from notifications.watchables import Line, tellable

MOST = 50


class OwnFeed(AtomFeed):
    """What happened to the pages a person follows, as they may read it now."""

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-cache"
        response["Referrer-Policy"] = "no-referrer"
        return response

    def get_object(self, request: HttpRequest, token: str) -> User:
        reader = reader_of(token)
        if reader is None:
            raise Http404
        return reader

    def get_feed(self, obj: User, request: HttpRequest) -> Any:
        with override(language_of(obj)):
            return super().get_feed(obj, request)

    def title(self, obj: User) -> str:
        return _("What I follow on Maillage")

    def link(self, obj: User) -> str:
        return reverse("notifications:watches")

    def items(self, obj: User) -> list[Line]:
        latest = News.objects.latest_for(obj.pk)[:MOST]
        return tellable(obj, [news.happening for news in latest])

    def item_guid(self, item: Line) -> str:
        return f"{settings.SITE_URL}/#happening-{item.happening.pk}"

    def item_title(self, item: Line) -> str:
        return xml_text(item.page.title)

    def item_description(self, item: Line) -> str:
        return html_text(item.sentence)

    def item_link(self, item: Line) -> str:
        return item.page.path

    def item_pubdate(self, item: Line) -> Any:
        return item.happening.at

    def item_updateddate(self, item: Line) -> Any:
        return item.happening.at
