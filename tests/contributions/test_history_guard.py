"""The published history of an offer cannot be rewritten, whatever Wagtail would do."""

import pytest
from wagtail.models import Page, Revision

from contributions.receivers import RewrittenHistory
from offers.models import OfferPage


def test_a_live_revision_is_not_overwritten(offer, cast) -> None:
    live = OfferPage.objects.get(pk=offer.pk)
    revision = live.live_revision
    kept = dict(revision.content)
    live.title = "Un titre glissé dans l'histoire"
    with pytest.raises(RewrittenHistory):
        live.save_revision(user=cast.publisher, overwrite_revision=revision)
    assert Revision.objects.get(pk=revision.pk).content == kept


def test_a_revision_saved_with_other_content_is_refused(offer) -> None:
    revision = OfferPage.objects.get(pk=offer.pk).live_revision
    revision.content = {**revision.content, "title": "Autre"}
    with pytest.raises(RewrittenHistory):
        revision.save()
    with pytest.raises(RewrittenHistory):
        revision.save(update_fields=["content"])


def test_the_rest_of_a_revision_may_change(offer) -> None:
    revision = OfferPage.objects.get(pk=offer.pk).live_revision
    revision.approved_go_live_at = None
    revision.save()
    revision.save(update_fields=["approved_go_live_at"])


def test_other_pages_keep_their_autosave(offer) -> None:
    page = Page.objects.get(depth=2).specific
    revision = page.save_revision()
    page.title = "Brouillon"
    page.save_revision(overwrite_revision=revision)
    revision.refresh_from_db()
    assert revision.content["title"] == "Brouillon"
