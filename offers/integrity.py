"""Whether the rows of all offers hold together, by set-based SQL: seconds for 100,000 of them.

Wagtail's `fixtree` looks at pages one by one, which takes minutes.
"""

from dataclasses import dataclass

from django.db import connection

# Each counts offers that break one rule; tables are Wagtail's and ours.
_RULES = {
    "deeper or higher than their parent says": """
        SELECT count(*) FROM wagtailcore_page child
        JOIN offers_offerpage offer ON offer.page_ptr_id = child.id
        LEFT JOIN wagtailcore_page parent
          ON parent.path = substr(child.path, 1, length(child.path) - 4)
        WHERE parent.id IS NULL OR child.depth <> parent.depth + 1
           OR length(child.path) <> child.depth * 4
    """,
    "under a page that is not the offers of a country": """
        SELECT count(*) FROM wagtailcore_page child
        JOIN offers_offerpage offer ON offer.page_ptr_id = child.id
        LEFT JOIN wagtailcore_page parent
          ON parent.path = substr(child.path, 1, length(child.path) - 4)
        LEFT JOIN offers_offerindexpage holder ON holder.page_ptr_id = parent.id
        WHERE holder.page_ptr_id IS NULL
    """,
    "not counted by their parent": """
        SELECT count(*) FROM (
          SELECT parent.id FROM wagtailcore_page parent
          JOIN offers_offerindexpage holder ON holder.page_ptr_id = parent.id
          LEFT JOIN wagtailcore_page child
            ON substr(child.path, 1, length(child.path) - 4) = parent.path
          GROUP BY parent.id, parent.numchild HAVING count(child.id) <> parent.numchild
        ) wrong
    """,
    "at an address that is not their place": """
        SELECT count(*) FROM wagtailcore_page child
        JOIN offers_offerpage offer ON offer.page_ptr_id = child.id
        JOIN wagtailcore_page parent
          ON parent.path = substr(child.path, 1, length(child.path) - 4)
        WHERE child.url_path <> parent.url_path || child.slug || '/'
    """,
    "sharing a slug with a sister": """
        SELECT count(*) FROM (
          SELECT 1 FROM wagtailcore_page child
          JOIN offers_offerpage offer ON offer.page_ptr_id = child.id
          GROUP BY substr(child.path, 1, length(child.path) - 4), child.slug HAVING count(*) > 1
        ) twins
    """,
    "live without a live revision of their own": """
        SELECT count(*) FROM wagtailcore_page page
        JOIN offers_offerpage offer ON offer.page_ptr_id = page.id
        LEFT JOIN wagtailcore_revision revision
          ON revision.id = page.live_revision_id AND revision.object_id = CAST(page.id AS varchar)
        WHERE page.live
          AND (revision.id IS NULL OR page.live_revision_id <> page.latest_revision_id)
    """,
    "without a public row, or whose public row says otherwise": """
        SELECT count(*) FROM wagtailcore_page page
        JOIN offers_offerpage offer ON offer.page_ptr_id = page.id
        LEFT JOIN offers_publicoffer public ON public.offer_id = page.id
        WHERE public.offer_id IS NULL OR page.live <> (public.state = 'live')
           OR (page.live AND public.title <> page.title)
    """,
    "without a visibility": """
        SELECT count(*) FROM offers_offerpage offer
        LEFT JOIN offers_offervisibility visibility ON visibility.offer_id = offer.page_ptr_id
        WHERE visibility.id IS NULL
    """,
}


@dataclass(frozen=True, slots=True)
class Broken:
    """How many offers (or parents of offers) break a rule."""

    rule: str
    count: int


def broken_rules() -> list[Broken]:
    """The rules that some rows break; empty when all is sound. Reads, never mends."""
    found = []
    with connection.cursor() as cursor:
        for rule, sql in _RULES.items():
            cursor.execute(sql)
            (count,) = cursor.fetchone()
            if count:
                found.append(Broken(rule, count))
    return found
