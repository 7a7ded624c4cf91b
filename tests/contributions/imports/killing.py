"""An import killed half-way in a process of its own, run again, and what the database holds."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from contributions.imports.files import Files

ROOT = Path(__file__).parents[3]
SERVICES = 1_200
SECONDS = 120

# What two databases must agree on, record by record: keys, random ids and moments left out.
STATE = """
    SELECT origin.external_id, page.title, page.live, page.depth, page.numchild,
           offer.summary, offer.what, offer.needs, offer.audiences, offer.fee, offer.coverage,
           offer.engage_person, offer.contact_phone, offer.street_address, offer.opening_hours,
           structure.name, home.uid, commune.uid, visibility.address, public.state, public.version,
           public.title, public.modified_at, origin.content_hash, origin.differs,
           document.title_tokens, document.need_tokens, document.text_tokens,
           (SELECT count(*) FROM wagtailcore_revision revision
             WHERE revision.object_id = CAST(page.id AS varchar)) AS revisions,
           (SELECT count(*) FROM offers_publicofferneed need
             WHERE need.offer_id = page.id) AS needs_rows,
           (SELECT count(*) FROM offers_publicoffercoverage area
             WHERE area.offer_id = page.id) AS areas,
           (SELECT count(*) FROM wagtailcore_pagelogentry entry
             WHERE entry.page_id = page.id) AS entries,
           (SELECT count(*) FROM offers_historicaloffervisibility history
             WHERE history.offer_id = page.id) AS history
    FROM offers_provenance origin
    JOIN wagtailcore_page page ON page.id = origin.offer_id
    JOIN offers_offerpage offer ON offer.page_ptr_id = page.id
    JOIN offers_structure structure ON structure.id = offer.structure_id
    JOIN territories_territory home ON home.id = offer.home_territory_id
    LEFT JOIN territories_territory commune ON commune.id = offer.commune_id
    JOIN offers_offervisibility visibility ON visibility.offer_id = page.id
    JOIN offers_publicoffer public ON public.offer_id = page.id
    JOIN search_searchdocument document ON document.offer_id = page.id
    ORDER BY origin.external_id
"""
COUNTS = """
    SELECT (SELECT count(*) FROM offers_offerpage), (SELECT count(*) FROM offers_structure),
           (SELECT count(*) FROM offers_structureprovenance),
           (SELECT count(*) FROM offers_historicalstructure)
"""

Query = Callable[[str], list[tuple[Any, ...]]]


def command(files: Files, environment: Mapping[str, str], *options: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [
            sys.executable,
            "manage.py",
            "import_offers",
            "--skip-checks",
            f"--services={files.services}",
            f"--structures={files.structures}",
            "--json",
            *options,
        ],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings.dev", **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def kill_half_way(files: Files, environment: Mapping[str, str], query: Query) -> int:
    """Start the import, kill it once a first batch is in; how many offers stand then."""
    with command(files, environment) as process:
        deadline = time.monotonic() + SECONDS
        while not _offers(query):
            assert process.poll() is None, process.stderr and process.stderr.read()
            assert time.monotonic() < deadline, "no batch was ever committed"
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=SECONDS)
    return _offers(query)


def _offers(query: Query) -> int:
    [(count,)] = query("SELECT count(*) FROM offers_offerpage")
    return int(count)


def run_to_the_end(files: Files, environment: Mapping[str, str], *options: str) -> str:
    """The last line of an import that nobody kills."""
    with command(files, environment, *options) as process:
        out, err = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, err
    return out.strip().splitlines()[-1]
