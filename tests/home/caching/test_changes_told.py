"""What tells of changes: marks in the transaction that wrote, added up, away during migrations."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from home.caching import triggers
from home.caching.versions import add_up, version_of
from home.caching.watched import WATCHED
from home.models import PageChange
from offers.models import Need, PublicOffer
from tests.factories import CAR
from tests.home.caching.visitors import number_kept, read, read_anew

WORDS = ("words",)


def rename(text: str) -> None:
    need = Need.objects.get(code=CAR)
    need.labels = {"fr": text}
    need.save()


def test_every_change_gives_another_version(words) -> None:
    seen = {version_of(WORDS)}
    for number in range(20):
        rename(f"Rouler {number}")
        seen.add(version_of(WORDS))
    assert len(seen) == 21


def test_what_is_taken_back_gives_the_version_back(words) -> None:
    before = version_of(WORDS)
    with transaction.atomic():
        rename("Rouler")
        assert version_of(WORDS) != before
        transaction.set_rollback(True)
    assert version_of(WORDS) == before


def test_only_its_own_topics_are_told(scene) -> None:
    topics = {
        "own": (f"offer:{scene.offer.public_id}",),
        "other": (f"offer:{scene.other.public_id}",),
        "lists": ("offers",),
        "words": WORDS,
        "first page": ("census",),
    }
    before = {name: version_of(each) for name, each in topics.items()}
    PublicOffer.objects.filter(pk=scene.offer.pk).update(title="Autrement")
    told = {name for name, each in topics.items() if version_of(each) != before[name]}
    assert told == {"own", "lists"}


def test_marks_are_added_up_and_versions_stay(words) -> None:
    for topic in ("a", "a", "b", "a", "c", "c"):
        PageChange.objects.create(topic=topic, mark=2**38)
    before = {topic: version_of((topic,)) for topic in "abcd"}
    gone = add_up()
    assert gone >= 3
    assert {topic: version_of((topic,)) for topic in "abcd"} == before
    assert PageChange.objects.filter(topic="a").count() == 1
    assert add_up() == 0


@pytest.mark.django_db
def test_what_is_watched_is_there() -> None:
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for watch in WATCHED:
            assert watch.table in tables
            cursor.execute(f"SELECT * FROM {watch.table} WHERE 1 = 0")  # noqa: S608 ours
            assert set(watch.columns) <= {column[0] for column in cursor.description}
    assert set(triggers._standing(connection)) == set(triggers.wanted(connection.vendor))


@pytest.mark.django_db
def test_nothing_is_made_again_when_all_is_there(django_assert_num_queries) -> None:
    before = triggers._standing(connection)
    with django_assert_num_queries(3):
        triggers.install(connection)
    assert triggers._standing(connection) == before


@pytest.mark.django_db(transaction=True)
def test_a_migration_tells_that_everything_may_have_changed(scene) -> None:
    before = version_of(WORDS)
    call_command("migrate", verbosity=0, stdout=StringIO())
    assert version_of(WORDS) not in {before, None}


def test_without_triggers_no_page_is_kept(scene) -> None:
    read(scene.page)
    triggers.remove(connection)
    assert version_of(WORDS) is None
    PublicOffer.objects.filter(pk=scene.offer.pk).update(title="Autrement")
    assert read(scene.page).content == read_anew(scene.page).content
    triggers.install(connection)
    assert number_kept() == 1
    assert read(scene.page).content == read_anew(scene.page).content
    assert set(triggers._standing(connection)) == set(triggers.wanted(connection.vendor))
