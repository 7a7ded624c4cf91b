"""Which rows each kind of page is drawn from: what is written there is told under its topics.

A topic is a page's own ("offer:<public id>") or that of all pages of a kind ("words"). `{row}` is
the row as it was or as it is, whichever there is: what moves tells both places.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Watch:
    """What a written row of the table tells: the topics that `select` gives, in SQL of both
    databases. `columns`: an update of none of these tells nothing; empty: any does. Without
    `{row}` the topic is told once, however many rows are written at once."""

    table: str
    select: str
    columns: tuple[str, ...] = ()
    tells_insert: bool = True

    @property
    def is_by_row(self) -> bool:
        return "{row}" in self.select or bool(self.columns)


_OFFER = "SELECT 'offer:' || public_id FROM offers_offerpage WHERE page_ptr_id = {key}"
_STRUCTURE = "SELECT 'structure:' || public_id FROM offers_structure WHERE id = {key}"
_NEEDS = "SELECT 'needs' WHERE {key} IS NOT NULL"
# Of a thread, whichever page it is about.
_THREAD = " UNION ".join(
    (
        "SELECT 'offer:' || p.public_id FROM offers_offerpage p "
        "JOIN contributions_thread t ON t.offer_id = p.page_ptr_id WHERE {of}",
        "SELECT 'structure:' || s.public_id FROM offers_structure s "
        "JOIN contributions_thread t ON t.structure_id = s.id WHERE {of}",
        "SELECT 'needs' FROM contributions_thread t WHERE t.need_page_id IS NOT NULL AND {of}",
    )
)
# Whether visitors read a discussion depends on who opened it.
_HEARD = _THREAD.replace(
    "{of}",
    "t.id IN (SELECT thread_id FROM contributions_post "
    "WHERE is_opening AND author_id = {row}.user_id)",
)


def _of(select: str, column: str) -> str:
    return select.replace("{key}", f"{{row}}.{column}")


_PAGES = (
    Watch("offers_publicoffer", "SELECT 'offer:' || {row}.public_id", tells_insert=False),
    Watch("offers_publicoffer", _of(_STRUCTURE, "structure_id")),
    Watch("offers_publicoffer", "SELECT 'offers'"),
    Watch("offers_publicoffer", "SELECT 'census'", ("state",)),
    Watch("offers_publicofferneed", "SELECT 'offers'"),
    Watch("offers_publicoffercoverage", "SELECT 'offers'"),
    Watch("offers_structure", "SELECT 'structure:' || {row}.public_id"),
    Watch("offers_structure", "SELECT 'structures'"),
    Watch("offers_structure", "SELECT 'census'", ("state",)),
)
_VOCABULARY = (
    Watch("offers_need", "SELECT 'words'"),
    Watch("offers_term", "SELECT 'words'"),
    Watch("offers_expression", "SELECT 'needs'"),
    Watch("offers_needpage", "SELECT 'needs'"),
    Watch("territories_territory", "SELECT 'places'"),
    Watch("territories_zone", "SELECT 'places'"),
    Watch("territories_territorycontact", "SELECT 'contacts'"),
)
_PROPOSAL = ("state", "changes", "offer_id")
_REPORT = ("state", "reason", "closed_at", "offer_id", "structure_id")
_POST = ("thread_id", "is_opening", "author_id", "was_trusted", "hidden_at")
_TARGETS = ("offer_id", "structure_id", "need_page_id")
_ROLE = ("user_id", "starts_at", "ends_at", "revoked_at")
_AROUND = (
    Watch("contributions_proposal", _of(_OFFER, "offer_id"), _PROPOSAL),
    Watch("contributions_report", _of(_OFFER, "offer_id"), _REPORT),
    Watch("contributions_report", _of(_STRUCTURE, "structure_id"), _REPORT),
    Watch("contributions_thread", _of(_OFFER, "offer_id"), _TARGETS),
    Watch("contributions_thread", _of(_STRUCTURE, "structure_id"), _TARGETS),
    Watch("contributions_thread", _of(_NEEDS, "need_page_id"), _TARGETS),
    Watch("contributions_post", _THREAD.replace("{of}", "t.id = {row}.thread_id"), _POST),
    Watch("moderation_trust", _HEARD, ("user_id", "level")),
    Watch("territories_memberrole", _HEARD, _ROLE),
)
# An offer's own page in the tree says nothing that its public row does not.
_NO_OFFER = (
    "SELECT 'site' WHERE NOT EXISTS (SELECT 1 FROM offers_offerpage WHERE page_ptr_id = {row}.id)"
)
_EDITED = (
    Watch("wagtailcore_page", _NO_OFFER),
    *(
        Watch(table, "SELECT 'site'")
        for table in (
            "home_guidepage",
            "home_homepage",
            "offers_needindexpage",
            "offers_structureindexpage",
            "offers_territoryindexpage",
            "wagtailcore_pageviewrestriction",
            "wagtailcore_site",
        )
    ),
)
WATCHED = (*_PAGES, *_VOCABULARY, *_AROUND, *_EDITED)
