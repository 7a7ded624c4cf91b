"""The Wagtail admin has no door to an offer, nor to the page of a need: every way to edit one leads
to the site's own page."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page

from offers.models import NeedPage, OfferPage


def _name_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action("offers.publish", _("Publish an offer"), _("Published"))
    actions.register_action("offers.archive", _("Archive an offer"), _("Archived"))


hooks.register("register_log_actions", _name_log_actions)


def _to_public_page(request: HttpRequest, page: Page, *args: Any) -> HttpResponse | None:
    if not issubclass(page.specific_class or Page, (OfferPage, NeedPage)):
        return None
    return HttpResponseRedirect(page.specific.get_absolute_url())


for _hook in (
    "before_edit_page",
    "before_delete_page",
    "before_unpublish_page",
    "before_publish_page",
    "before_copy_page",
    "before_move_page",
    "before_convert_alias_page",
):
    hooks.register(_hook, _to_public_page)


def _not_in_bulk(
    request: HttpRequest, action_type: str, objects: Sequence[Any], action: Any
) -> HttpResponse | None:
    """Whatever the bulk action: these pages change through a proposal, never by the dozen."""
    found = (page for page in objects if isinstance(page, Page))
    return next((answer for page in found if (answer := _to_public_page(request, page))), None)


hooks.register("before_bulk_action", _not_in_bulk)
