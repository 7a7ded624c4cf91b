"""One contract for every engine; the engine is that of the test database."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from offers.models import PublicOffer
from offers.publishing import archive_offer, publish_one
from search.analysis import tokens
from search.engines.base import Around, EngineError, Inside, Query
from search.engines.current import engine
from search.indexing import drift, index_offers, rebuild_index, reconcile_index
from search.jobs import CHANGES_KEPT, forget_changes
from search.models import SearchChange, SearchDocument
from tests.factories import CAR, make_offer

RODEZ = (44.3516, 2.5728)
AVEYRON = ("fr:commune:12202", "fr:department:12", "fr:region:76", "fr")


def near_rodez(radius_km: float = 30) -> Around:
    return Around(*RODEZ, radius_km=radius_km, areas=AVEYRON)


def stems(text: str) -> tuple[str, ...]:
    return tuple(tokens(text))


def found(query: Query) -> list[int]:
    return engine().search(query).candidates.offer_ids.tolist()


CARS = {CAR: 1.0}


def test_a_published_offer_is_found_at_once(offer) -> None:
    assert found(Query(words=stems("voiture"))) == [offer.pk]
    assert found(Query(needs=CARS)) == [offer.pk]


def test_all_the_words_must_be_there(offer) -> None:
    assert found(Query(words=stems("location voiture prix"))) == [offer.pk]
    assert found(Query(words=stems("location voiture hélicoptère"))) == []


def test_words_may_be_asked_in_names_only(offer) -> None:
    named = Query(words=stems("location garage causse"), in_names=True)
    told = Query(words=stems("assurance comprise"), in_names=True)
    assert found(named) == [offer.pk]
    assert found(told) == []


def test_a_category_answers_for_its_needs(offer) -> None:
    assert found(Query(needs={"mobilite": 1.0})) == [offer.pk]


def test_a_title_counts_more_than_a_text(places, words) -> None:
    titled = make_offer(title="Vélo électrique", summary="À louer.", what="<p>Casque compris.</p>")
    told = make_offer(title="Prêt de casques", summary="Pour le vélo électrique.", what="<p>…</p>")
    words = stems("vélo")
    candidates = engine().search(Query(words=words, scored=words)).candidates
    scores = dict(zip(candidates.offer_ids.tolist(), candidates.text.tolist(), strict=True))
    assert 0 < scores[told.pk] < scores[titled.pk] < 1


def test_words_that_only_score_do_not_exclude(offer) -> None:
    query = Query(needs=CARS, words=stems("hélicoptère"), scored=stems("voiture hélicoptère"))
    candidates = engine().search(query).candidates
    assert candidates.offer_ids.tolist() == [offer.pk]
    assert candidates.text[0] > 0


def test_an_offer_far_away_that_serves_the_place_is_reached(places, words) -> None:
    far = make_offer(
        commune="fr:commune:69123", latitude=45.76, longitude=4.83, coverage=["fr:department:12"]
    )
    elsewhere = make_offer(
        commune="fr:commune:69123", latitude=45.76, longitude=4.83, coverage=["fr:department:69"]
    )
    query = Query(needs=CARS, where=near_rodez())
    assert found(query) == [far.pk]
    assert engine().search(query).candidates.serves.tolist() == [True]
    assert set(found(Query(needs=CARS))) == {far.pk, elsewhere.pk}


def test_the_nearest_come_first(places, words) -> None:
    far = make_offer(latitude=44.45, longitude=2.57)
    near = make_offer(latitude=44.352, longitude=2.573)
    assert found(Query(needs=CARS, where=near_rodez())) == [near.pk, far.pk]
    assert found(Query(needs=CARS, where=near_rodez(), limit=1)) == [near.pk]


def test_inside_a_department(offer) -> None:
    aveyron = Inside(path="fr/76/12/", areas=("fr:department:12",))
    rhone = Inside(path="fr/84/69/", areas=("fr:department:69",))
    assert found(Query(needs=CARS, where=aveyron)) == [offer.pk]
    assert found(Query(needs=CARS, where=rhone)) == []


def test_a_remote_offer_without_area_is_for_everyone(places, words) -> None:
    remote = make_offer(
        reception_modes=["a-distance"],
        commune=None,
        street_address="",
        postal_code="",
        latitude=None,
        longitude=None,
        coverage=["fr"],
    )
    assert found(Query(needs=CARS, where=near_rodez())) == [remote.pk]


def test_an_edit_replaces_and_an_archive_removes(offer) -> None:
    publish_one(offer=offer, fields={"title": "Scooters à la semaine"}, author=None)
    assert found(Query(words=stems("scooters"))) == [offer.pk]
    archive_offer(offer=offer, actor=None)
    assert found(Query(words=stems("scooters"))) == []
    assert not SearchDocument.objects.exists()


def test_known_words(offer) -> None:
    assert engine().known_words(stems("voiture hélicoptère")) == set(stems("voiture"))


@pytest.mark.parametrize(
    "text", ['" OR *', "AND", "NEAR(a b)", "title:x", "x'); DROP TABLE y", "-a", "(", "^a", "*"]
)
def test_query_syntax_is_only_words(offer, text) -> None:
    assert isinstance(found(Query(words=stems(text), needs=CARS)), list)


def test_nothing_asked_finds_nothing(offer) -> None:
    assert found(Query()) == []


def test_an_outage_is_an_error_not_an_empty_list(offer, monkeypatch) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TABLE search_fts")
        else:
            cursor.execute("ALTER TABLE search_searchdocument RENAME COLUMN tokens TO gone")
    with pytest.raises(EngineError) as caught:
        engine().search(Query(words=("secret",)))
    assert "secret" not in str(caught.value)


def test_rebuild_makes_the_same_index_again(offer) -> None:
    SearchDocument.objects.all().delete()
    assert drift().missing == 1
    assert rebuild_index() == 1
    assert drift().is_none
    assert found(Query(words=stems("voiture"))) == [offer.pk]


def test_drift_sees_stale_and_orphaned_documents(offer) -> None:
    SearchDocument.objects.update(offer_version=0)
    assert drift().stale == 1
    PublicOffer.objects.update(state="archived")
    assert drift().orphaned == 1
    assert index_offers(offer_ids=[offer.pk]) == 0
    assert drift().is_none


def test_reconcile_mends_what_drifted(offer) -> None:
    other, gone = make_offer(), make_offer()
    SearchDocument.objects.filter(pk=offer.pk).delete()
    SearchDocument.objects.filter(pk=other.pk).update(offer_version=0)
    PublicOffer.objects.filter(pk=gone.pk).update(state="archived")
    assert reconcile_index() == 3
    assert drift().is_none
    assert set(found(Query(needs=CARS))) == {offer.pk, other.pk}
    assert reconcile_index() == 0


def test_changes_are_forgotten_when_nobody_needs_them(offer) -> None:
    before = SearchChange.objects.latest("pk")
    other = make_offer()
    forget_changes(timezone.now())
    assert SearchChange.objects.filter(pk=before.pk).exists()
    forget_changes(timezone.now() + CHANGES_KEPT + timedelta(hours=1))
    # Without the last one, all columns would be read again.
    assert [change.offer_ids for change in SearchChange.objects.all()] == [[other.pk]]
    assert set(found(Query(needs=CARS))) == {offer.pk, other.pk}


def test_status_counts_documents(offer) -> None:
    status = engine().status()
    assert status["documents"] == status["indexed"] == 1
    assert status["engine"] == connection.vendor
