"""S6: no address acts for a page of another site, and reading one changes nothing."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.moderation.matrix.addresses import TABLE
from tests.moderation.matrix.rows import GET, POST
from tests.moderation.matrix.site_addresses import SITE
from tests.moderation.matrix.walking import answer, client_of
from tests.moderation.matrix.world import World

# What a mail program, another site or a page from a cache may send: it acts for nobody.
OPEN_TO_ALL: set[str] = set()
# What reading writes: who is there, what was read, how often a page was.
WRITTEN_BY_READING: set[str] = set()
_WRITE = re.compile(r'^\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)


def test_no_form_is_taken_from_another_site(world: World) -> None:
    client = client_of(world, "administrator", enforce_csrf_checks=True)
    sent = {row.name: row for row in (*TABLE, *SITE) if row.method == POST}
    taken = {name for name, row in sent.items() if answer(client, world, row).status_code != 403}
    assert len(sent) >= 100
    assert taken == OPEN_TO_ALL, taken ^ OPEN_TO_ALL


def test_reading_an_address_changes_nothing(world: World) -> None:
    client = client_of(world, "administrator")
    written: dict[str, set[str]] = {}
    for row in (*TABLE, *SITE):
        with CaptureQueriesContext(connection) as queries:
            answer(client, world, row, method=GET)
        for one in queries:
            found = _WRITE.match(one["sql"])
            if found and found[1] not in WRITTEN_BY_READING:
                written.setdefault(found[1], set()).add(row.name)
    assert not written, "\n".join(f"{name}: {sorted(said)}" for name, said in written.items())
