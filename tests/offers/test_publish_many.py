"""publish_many and publish_new leave the same rows: the contract of one writer in two shapes."""

from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import transaction
from django.forms.models import model_to_dict
from wagtail.models import Page, PageLogEntry, ReferenceIndex, Revision

from journal.models import AuditEvent
from offers.bulk import ChangedOffer, NewOffer, archive_many, publish_many, republish_many
from offers.known import Known
from offers.models import OfferPage, PublicOffer
from offers.publishing import archive_offer, lock_offer, publish_new, publish_one
from offers.snapshots import snapshot
from offers.validation import InvalidFields
from tests.factories import CAR, SHELTER, ensure_country, offer_fields

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, 12, tzinfo=UTC)
# What differs by nature: keys, random ids, the moment of writing.
OWN = {"id", "pk", "page_ptr_id", "public_id", "slug", "path", "url_path", "translation_key"}
DATES = {
    "first_published_at",
    "last_published_at",
    "latest_revision_created_at",
    "latest_revision",
    "live_revision",
}


def row_of(model, pk):
    row = model.objects.filter(pk=pk).values().get()
    return {k: v for k, v in row.items() if k not in OWN and k.removesuffix("_id") not in DATES}


@pytest.fixture
def pair(cast, words):
    country = ensure_country("fr")
    rows = [
        {"uuid": "11111111-1111-4111-8111-111111111111", "mode": "come", "value": "", "note": ""}
    ]
    fields = offer_fields(engage_person=rows, engage_worker=[])
    one = publish_new(structure=cast.structure, fields=fields, author=None, country=country, at=AT)
    new = NewOffer(structure=cast.structure, fields=fields, modified_at=AT)
    (many,) = publish_many([new], country=country)
    return one, OfferPage.objects.get(pk=many.pk)


def test_the_fields_are_the_same(pair):
    one, many = pair
    assert snapshot(one) == snapshot(many)


@pytest.mark.parametrize("model", [Page, OfferPage])
def test_the_page_rows_are_the_same(pair, model):
    one, many = pair
    assert row_of(model, one.pk) == row_of(model, many.pk)


def test_the_revision_holds_what_the_page_holds(pair):
    one, many = pair
    revisions = [Revision.objects.get(pk=page.live_revision_id) for page in (one, many)]
    contents = [
        {k: v for k, v in revision.content.items() if k not in OWN | DATES}
        for revision in revisions
    ]
    assert contents[0] == contents[1]
    assert revisions[0].content.keys() == revisions[1].content.keys()
    assert snapshot(many.get_latest_revision_as_object()) == snapshot(many)


def test_the_public_rows_are_the_same(pair):
    rows = [PublicOffer.objects.get(pk=page.pk) for page in pair]
    ours = {"public_id"}
    data = [{k: v for k, v in row.data.items() if k not in ours} for row in rows]
    assert data[0] == data[1]
    kept = {"offer", "public_id", "data"}
    plain = [{k: v for k, v in model_to_dict(row).items() if k not in kept} for row in rows]
    assert plain[0] == plain[1]
    for name in ("need_rows", "coverage_rows"):
        counts = [getattr(row, name).count() for row in rows]
        assert counts[0] == counts[1] > 0


def test_the_logs_and_references_are_the_same(pair):
    one, many = pair
    logs = [
        list(
            PageLogEntry.objects.filter(page_id=p.pk, action="offers.publish").values_list(
                "label", "data", "content_changed"
            )
        )
        for p in (one, many)
    ]
    assert logs[0] == logs[1]
    assert ReferenceIndex.objects.filter(object_id__in=[str(one.pk), str(many.pk)]).count() == 0


def test_a_person_can_edit_what_came_in_bulk(pair, cast):
    _one, many = pair
    revision = publish_one(offer=many, fields={"title": "Autre titre"}, author=cast.outsider)
    many.refresh_from_db()
    assert many.title == "Autre titre"
    assert many.live_revision == revision
    assert many.revisions.count() == 2


def test_a_batch_costs_less_than_two_queries_an_offer(cast, words, django_assert_max_num_queries):
    country = ensure_country("fr")

    def batch(size):
        return [
            NewOffer(structure=cast.structure, fields=offer_fields(), modified_at=AT)
            for _n in range(size)
        ]

    list(publish_many(batch(1), country=country))
    with django_assert_max_num_queries(80):
        list(publish_many(batch(40), country=country))


def test_a_batch_leaves_one_audit_event_and_a_sound_tree(cast, words, capsys):
    country = ensure_country("fr")
    before = AuditEvent.objects.count()
    new = [
        NewOffer(structure=cast.structure, fields=offer_fields(), modified_at=AT) for _n in range(5)
    ]
    assert len(list(publish_many(new, country=country))) == 5
    assert AuditEvent.objects.count() == before + 1
    call_command("fixtree", interactive=False)
    assert "No problems found" in capsys.readouterr().out


def test_an_id_that_is_taken_is_drawn_again(cast, words, monkeypatch):
    country = ensure_country("fr")
    new = NewOffer(structure=cast.structure, fields=offer_fields(), modified_at=AT)
    [there] = publish_many([new], country=country)
    drawn = iter([there.public_id, "bbbbbbbb", "bbbbbbbb", "cccccccc", "dddddddd", "ffffffff"])
    for module in ("publishing", "identifiers"):
        monkeypatch.setattr(f"offers.{module}.new_public_id", lambda: next(drawn))
    made = list(publish_many([new] * 3, country=country))
    assert {offer.public_id for offer in made} == {"cccccccc", "dddddddd", "ffffffff"}
    assert all(offer.slug == offer.public_id for offer in made)


def test_a_bad_row_leaves_its_batch_out(cast, words):
    country = ensure_country("fr")
    bad = NewOffer(structure=cast.structure, fields=offer_fields(needs=[]), modified_at=AT)
    good = NewOffer(structure=cast.structure, fields=offer_fields(), modified_at=AT)
    with pytest.raises(InvalidFields):
        list(publish_many([good, bad], country=country))
    assert not OfferPage.objects.exists()


def test_a_hidden_offer_hides_the_street_of_its_structure(cast, words):
    country = ensure_country("fr")
    cast.structure.street_address = "12 rue de la République"
    cast.structure.save()
    new = NewOffer(
        structure=cast.structure, fields=offer_fields(needs=[CAR, SHELTER]), modified_at=AT
    )
    (offer,) = publish_many([new], country=country)
    cast.structure.refresh_from_db()
    assert offer.visibility.address == "hidden"
    assert cast.structure.address_visibility == "hidden"


@pytest.fixture
def changed(pair, cast):
    """The two offers after one edit each, one by one and in bulk."""
    one, many = pair
    fields = {"title": "Autre titre", "needs": [CAR, SHELTER], "coverage": ["fr:department:12"]}
    later = datetime(2026, 11, 9, 12, tzinfo=UTC)
    publish_one(offer=one, fields=fields, author=None, at=later)
    with transaction.atomic():
        republish_many(
            [ChangedOffer(offer=lock_offer(many.pk), fields=fields, modified_at=later)],
            country=ensure_country("fr"),
            known=Known.from_database(),
        )
    return OfferPage.objects.get(pk=one.pk), OfferPage.objects.get(pk=many.pk)


@pytest.mark.parametrize("model", [Page, OfferPage])
def test_changed_page_rows_are_the_same(changed, model):
    one, many = changed
    assert row_of(model, one.pk) == row_of(model, many.pk)
    assert many.latest_revision_id == many.live_revision_id
    assert many.revisions.count() == one.revisions.count() == 2


def test_changed_revisions_and_public_rows_are_the_same(changed):
    contents = [
        {k: v for k, v in page.live_revision.content.items() if k not in OWN | DATES}
        for page in changed
    ]
    assert contents[0] == contents[1]
    rows = [PublicOffer.objects.get(pk=page.pk) for page in changed]
    data = [{k: v for k, v in row.data.items() if k != "public_id"} for row in rows]
    assert data[0] == data[1]
    assert [row.version for row in rows] == [2, 2]
    assert [page.visibility.address for page in changed] == ["hidden", "hidden"]
    for name in ("need_rows", "coverage_rows"):
        assert len({getattr(row, name).count() for row in rows}) == 1


def test_changed_logs_are_the_same(changed):
    logs = [
        list(
            PageLogEntry.objects.filter(page_id=page.pk, action="offers.publish")
            .order_by("pk")
            .values_list("label", "data", "content_changed")
        )
        for page in changed
    ]
    assert logs[0] == logs[1]


def test_archived_rows_are_the_same(pair):
    one, many = pair
    archive_offer(offer=one, actor=None)
    archive_many([lock_offer(many.pk)], country=ensure_country("fr"))
    assert row_of(Page, one.pk) == row_of(Page, many.pk)
    rows = [PublicOffer.objects.get(pk=page.pk) for page in pair]
    kept = {"offer", "public_id", "data"}
    plain = [{k: v for k, v in model_to_dict(row).items() if k not in kept} for row in rows]
    assert plain[0] == plain[1]
    assert [row.need_rows.count() + row.coverage_rows.count() for row in rows] == [0, 0]
    entries = PageLogEntry.objects.filter(action="offers.archive")
    logs = [list(entries.filter(page_id=p.pk).values_list("label", "user")) for p in pair]
    assert logs[0] == logs[1]
    assert len(logs[0]) == 1


def test_visibility_history_is_the_same(pair):
    own = {"id", "offer", "history_id", "history_date"}
    histories = [
        {k: v for k, v in model_to_dict(page.visibility.history.get()).items() if k not in own}
        for page in pair
    ]
    assert histories[0] == histories[1]
