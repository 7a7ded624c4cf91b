"""Every address of the Wagtail admin, asked and sent to by a superuser: none changes an offer.

What each answers does not matter here (an odd request may fail); what is left behind does.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from wagtail.models import Page, Revision

from offers.models import OfferPage, PublicOffer
from offers.snapshots import snapshot
from tests.cast import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

# What a form of the admin may send, all at once.
SENT = {
    "title": "Autre titre",
    "slug": "autre",
    "action-publish": "1",
    "action-submit": "1",
    "include_descendants": "on",
    "copy_subpages": "on",
    "publish_copies": "on",
    "alias": "on",
    "next": f"/{settings.CMS_PATH}",
}
BULK = ("delete", "move", "publish", "unpublish")
FEWEST_ADDRESSES = 150


def addresses() -> Iterator[tuple[str, tuple[str, ...]]]:
    """The names of the admin's addresses, each with the names of its parts."""
    [admin] = [
        found
        for found in get_resolver().url_patterns
        if isinstance(found, URLResolver) and str(found.pattern) == settings.CMS_PATH
    ]
    yield from _inside(admin, "", ())


def _inside(
    resolver: URLResolver, space: str, above: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    for found in resolver.url_patterns:
        parts = (*above, *_parts(found))
        if isinstance(found, URLResolver):
            inner = f"{space}{found.namespace}:" if found.namespace else space
            yield from _inside(found, inner, parts)
        elif isinstance(found, URLPattern) and found.name:
            yield f"{space}{found.name}", parts


def _parts(found: URLPattern | URLResolver) -> tuple[str, ...]:
    pattern: Any = found.pattern
    return tuple(getattr(pattern, "converters", None) or pattern.regex.groupindex)


def filled(parts: tuple[str, ...], page: Page, action: str) -> dict[str, Any]:
    """The parts of an address, so that it speaks of the page wherever it can."""
    said = {
        "revision_id": page.live_revision_id or 1,
        "revision_id_a": page.live_revision_id or 1,
        "revision_id_b": page.live_revision_id or 1,
        "action": action,
        "app_label": "wagtailcore",
        "app_name": "wagtailcore",
        "content_type_app_name": "offers",
        "content_type_app_label": "offers",
        "model_name": "page",
        "content_type_model_name": "offerpage",
        "destination_id": page.get_root().pk,
        "language_code": "fr",
        "slug": "x",
        "position": 0,
    }
    return {part: said.get(part, page.pk) for part in parts}


@pytest.fixture
def chief(client: Any) -> Any:
    user = make_user("chef@example.org", "Chef", second_factor=True)
    user.is_superuser = user.is_staff = True
    user.save()
    client.force_login(user)
    client.raise_request_exception = False
    return client


def state() -> list[Any]:
    """All that an offer is, for the public and in the tree. (A lock of the admin's stops nobody:
    the site publishes on its own rules.)"""
    offers = OfferPage.objects.order_by("pk")
    revisions = Revision.objects.filter(object_id__in=[str(one.pk) for one in offers])
    return [
        [(one.pk, one.path, one.live, one.draft_title, snapshot(one)) for one in offers],
        list(revisions.order_by("pk").values_list("pk", "content")),
        list(PublicOffer.objects.order_by("pk").values_list("pk", "state", "version", "data")),
        list(Page.objects.filter(depth__lte=3).order_by("pk").values_list("pk", "path", "live")),
    ]


@pytest.mark.long
@pytest.mark.parametrize("which", ["offer", "index", "home"])
def test_no_address_of_the_admin_changes_an_offer(chief: Any, offer: OfferPage, which: str) -> None:
    page: Page = {
        "offer": offer,
        "index": offer.get_parent(),
        "home": offer.get_parent().get_parent(),
    }[which]
    walked, before, wrong = 0, state(), []
    for name, parts in sorted(set(addresses())):
        if "logout" in name or (which != "offer" and not parts):
            continue
        for action in BULK if "action" in parts else ("",):
            try:
                url = reverse(name, kwargs=filled(parts, page, action))
            except NoReverseMatch:
                continue
            walked += 1
            for method in ("get", "post"):
                with transaction.atomic():
                    sent = {**SENT, "id": page.pk, "chooser": page.get_root().pk}
                    getattr(chief, method)(f"{url}?id={page.pk}", sent)
                    changed = not connection_is_broken() and state() != before
                    transaction.set_rollback(True)
                if changed:
                    wrong.append(f"{method} {url} ({name})")
    assert not wrong
    assert walked >= FEWEST_ADDRESSES // (1 if which == "offer" else 2)


def connection_is_broken() -> bool:
    """A request that failed inside a transaction wrote nothing that stays."""
    return transaction.get_connection().needs_rollback


def test_wagtails_own_api_is_not_mounted() -> None:
    mounted = [str(found.pattern) for found in get_resolver().url_patterns]
    assert not [path for path in mounted if "api" in path and "wagtail" in path]
    assert not [app for app in settings.INSTALLED_APPS if app.startswith("wagtail.api")]
