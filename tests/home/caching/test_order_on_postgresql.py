"""A page is the same whichever way the database finds its rows: nothing stands there by chance."""

import pytest
from django.db import connection

from tests.at_once import need_postgresql
from tests.home.caching.visitors import apart, read_anew

pytestmark = [pytest.mark.services, pytest.mark.django_db]

# Ways that PostgreSQL is told to avoid: it takes others, which give rows in another order.
WAYS = (
    ("hashagg",),
    ("sort", "incremental_sort"),
    ("indexscan", "indexonlyscan", "bitmapscan"),
    ("seqscan",),
    ("hashjoin", "mergejoin"),
    ("nestloop",),
)


@pytest.mark.parametrize("avoided", WAYS, ids=lambda ways: ways[0])
def test_pages_are_the_same_when_rows_are_found_another_way(scene, avoided) -> None:
    need_postgresql()
    usual = {path: read_anew(path).content for path in scene.addresses}
    with connection.cursor() as cursor:
        for way in avoided:
            cursor.execute(f"SET LOCAL enable_{way} = off")
    for path, content in usual.items():
        drawn = read_anew(path).content
        assert drawn == content, f"{path}\n{apart(content, drawn)}"
