"""The pages that hold the tree up stay where they are, whoever asks in the admin.

Deleting the home page or an index page would take every offer with it.
"""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from home.models import HomePage
from offers.models import (
    NeedIndexPage,
    OfferIndexPage,
    OfferPage,
    StructureIndexPage,
    TerritoryIndexPage,
)

PILLARS = (HomePage, NeedIndexPage, OfferIndexPage, StructureIndexPage, TerritoryIndexPage)
REFUSED_IN_BULK = ("delete", "move", "unpublish")


def is_pillar(page: Page) -> bool:
    """A page that the site stands on, or that offers stand under."""
    if isinstance(page, PILLARS) or issubclass(page.specific_class or Page, PILLARS):
        return True
    return bool(OfferPage.objects.descendant_of(page).exists())


def _refuse(request: HttpRequest, page: Page) -> HttpResponse:
    words = _("“%(title)s” holds up the site: it can be edited, but neither removed nor moved.")
    messages.error(request, words % {"title": page.title})
    return HttpResponseRedirect(reverse("wagtailadmin_explore", args=[page.pk]))


def _keep_pillar(request: HttpRequest, page: Page, *args: Any) -> HttpResponse | None:
    return _refuse(request, page) if is_pillar(page) else None


for _hook in (
    "before_delete_page",
    "before_unpublish_page",
    "before_move_page",
    "before_copy_page",
    "before_convert_alias_page",
):
    hooks.register(_hook, _keep_pillar)


def _keep_pillars(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> HttpResponse | None:
    if action_type not in REFUSED_IN_BULK:
        return None
    pillars = (found for found in objects if isinstance(found, Page) and is_pillar(found))
    pillar = next(pillars, None)
    return _refuse(request, pillar) if pillar else None


hooks.register("before_bulk_action", _keep_pillars)
