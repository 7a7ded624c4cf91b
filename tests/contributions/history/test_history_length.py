"""A history of a thousand versions is read as fast as one of three."""

import time
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from tests.contributions.history.conftest import live, url
from tests.contributions.history.reading import soup_of

QUERIES = {"history": 5, "history-who": 6, "history-feed": 5}


def lines(offer: Any, count: int, author: Any) -> None:
    """Revisions and log entries by the thousand, as publishing leaves them."""
    model = Revision.objects.get(pk=live(offer).live_revision_id)
    start = timezone.now() - timedelta(days=count)
    revisions = [
        Revision(
            content_type_id=model.content_type_id,
            base_content_type_id=model.base_content_type_id,
            object_id=model.object_id,
            created_at=start + timedelta(days=number),
            user=author,
            content={**model.content, "title": f"Titre {number}"},
        )
        for number in range(count)
    ]
    Revision.objects.bulk_create(revisions)
    keys = Revision.objects.for_instance(offer).exclude(pk=model.pk).order_by("created_at")
    PageLogEntry.objects.bulk_create(
        PageLogEntry(
            page_id=offer.pk,
            content_type_id=model.content_type_id,
            label="x",
            action="offers.publish",
            user_id=author.pk,
            revision=revision,
            timestamp=revision.created_at,
            data={"summary": "Pourquoi", "fields": ["title"], "by_person": True},
        )
        for revision in keys
    )


@pytest.mark.parametrize("count", [3, 300])
@pytest.mark.parametrize("view", QUERIES)
def test_a_history_costs_the_same_queries_whatever_its_length(
    client, cast, offer, view, count, django_assert_max_num_queries: Any
) -> None:
    lines(offer, count, cast.outsider)
    client.get(url(offer, view))
    with django_assert_max_num_queries(QUERIES[view]):
        client.get(url(offer, view))


def test_a_thousand_revisions_are_listed_compared_and_attributed_in_200_ms(
    client, cast, offer
) -> None:
    lines(offer, 1000, cast.outsider)
    first, last = (
        Revision.objects.for_instance(offer)
        .order_by("created_at")
        .values_list("pk", flat=True)[1:998:996]
    )
    paths = [
        url(offer),
        url(offer) + "?page=20",
        url(offer, "history-who"),
        url(offer, "history-feed"),
        url(offer, "history-version", first),
        url(offer, "history-compare") + f"?de={first}&a={last}",
    ]
    measured = {}
    for path in paths:
        spent = []
        for _attempt in range(4):
            start = time.process_time()
            assert client.get(path).status_code == 200
            spent.append(time.process_time() - start)
        measured[path] = round(min(spent) * 1000)
    assert {path: spent for path, spent in measured.items() if spent >= 200} == {}


def test_the_second_page_follows_the_first(client, cast, offer) -> None:
    lines(offer, 120, cast.outsider)
    first = soup_of(client.get(url(offer)))
    assert len(first.select("ol.results > li")) == 50
    following = first.select_one("a[rel=next]")["href"]
    last = soup_of(client.get(url(offer) + "?page=3"))
    assert following == "?page=2"
    assert len(last.select("ol.results > li")) == 21
    chosen = last.select_one("input[name=de]")["value"]
    kept = soup_of(client.get(f"{url(offer)}?de={chosen}"))
    assert kept.select_one("input[name=de][checked]")["value"] == chosen
    assert kept.select_one("a[rel=next]")["href"] == f"?page=2&de={chosen}"
