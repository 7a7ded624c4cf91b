import pytest

from territories.models import OtherName, Territory
from territories.names import all_names

pytestmark = pytest.mark.django_db


def test_names_are_read_once(places, django_assert_num_queries) -> None:
    all_names()
    with django_assert_num_queries(0):
        assert all_names().bearing("rodez")


def test_a_name_added_is_known_at_once(places) -> None:
    assert all_names().bearing("le piton") == []
    rodez = Territory.objects.get(uid="fr:commune:12202")
    OtherName.objects.create(search_name="le piton", territory=rodez)
    assert [row.pk for row in all_names().bearing("le piton")] == [rodez.pk]


def test_asking_again_reads_nothing_when_nothing_came(places, django_assert_num_queries) -> None:
    names = all_names()
    Territory.objects.get(uid="fr:commune:12202").save()
    with django_assert_num_queries(1):
        assert all_names() is names
