"""The page that is on the site goes on without the text, as a new version anyone can see."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from contributions.history.kinds import Kept, kept_of
from moderation.erasing.passages import Needle
from moderation.erasing.rewriting import cut
from moderation.erasing.seeking import places_in
from moderation.erasing.stores import stores
from moderation.erasing.subjects import the_site

Fields = dict[str, Any]

# The tables of what pages say, each with the kind of its pages.
_ROWS = (
    ("wagtailcore.Page", "offer"),
    ("offers.OfferPage", "offer"),
    ("offers.Structure", "structure"),
    ("offers.NeedPage", "need_page"),
    ("offers.Expression", "expression"),
)


def pages_holding(needle: Needle) -> list[tuple[str, int]]:
    """The kind and the key of every page that holds the text, whoever keeps it: in the order in
    which they are locked."""
    keys: dict[str, set[int]] = {}
    for table, kind in _ROWS:
        rows = [store for store in stores() if store.label == table]
        found = {place.row for store in rows for place in places_in(store, needle, the_site())}
        keys.setdefault(kind, set()).update(found)
    return [(kind, key) for kind in keys for key in _of_kind(kind, keys[kind])]


def _of_kind(kind: str, keys: Collection[int]) -> list[int]:
    """Those of pages of this kind: the rows of all pages stand in one table."""
    rows = kept_of(kind).kind.model.objects.filter(pk__in=keys)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def without(kept: Kept, target: Any, needle: Needle, instead: str) -> tuple[Fields, Fields]:
    """The fields that hold the text, as they are and as they would be; none of a page that left."""
    if not kept.kind.is_live(target):
        return {}, {}
    live = kept.kind.snapshot(target)
    after = {name: cut(value, needle, instead) for name, value in live.items()}
    names = [name for name in live if after[name] != live[name]]
    return {name: live[name] for name in names}, {name: after[name] for name in names}


@dataclass(frozen=True, slots=True)
class _Act:
    """What a new version of a page says was done to it."""

    name: str
    summary: str | Promise


HIDDEN = _Act("text_hidden", _("A text was taken off this page (no. %(number)d)."))
SHOWN = _Act("text_shown", _("The text was put back (no. %(number)d)."))


def publish(
    kept: Kept,
    target: Any,
    fields: Mapping[str, Any],
    *,
    act: _Act,
    by: User | None,
    at: datetime,
    number: int,
) -> None:
    """Raises InvalidFields when the page cannot stand so."""
    kept.publish(
        target,
        fields=fields,
        author=by,
        at=at,
        action=f"{kept.target}.{act.name}",
        summary=str(act.summary) % {"number": number},
        data={"hiding": number},
    )
