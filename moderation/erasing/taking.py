"""The rows themselves: rewritten without the passages, each with what puts it back."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, Model, QuerySet
from wagtail.models import Revision

from contributions.history.rewriting import rewriting_history
from moderation.erasing.errors import StillThere, TooCommon
from moderation.erasing.passages import Needle
from moderation.erasing.rewriting import cut, marked
from moderation.erasing.sealing import digest_of, seal_taken
from moderation.erasing.seeking import Place, places
from moderation.erasing.settling import settle
from moderation.erasing.stores import Store, Way
from moderation.erasing.subjects import Subject
from moderation.models import HiddenPlace, Hiding
from offers.taken_out import address_mark, short_mark, text_mark

MOST_PLACES = 5_000


def take_away(hiding: Hiding, needle: Needle, subject: Subject, instead: str = "") -> int:
    """Rewrite every place, and keep what puts each back. Returns how many there were.

    Raises TooCommon, and StillThere when a place holds the text even so.
    """
    found = list(_at_most(places(needle, subject)))
    for place in found:
        _take(hiding, place, needle, instead)
    settle(keys_by_table((place.store.label, place.row) for place in found))
    left = {place.store.label for place in places(needle, subject)}
    if left:
        raise StillThere(sorted(left))
    return len(found)


def _at_most(found: Iterable[Place]) -> Iterable[Place]:
    for number, place in enumerate(found):
        if number >= MOST_PLACES:
            raise TooCommon(MOST_PLACES)
        yield place


def keys_by_table(rows: Iterable[tuple[str, Any]]) -> dict[str, set[Any]]:
    found: dict[str, set[Any]] = defaultdict(set)
    for table, key in rows:
        found[table].add(key)
    return found


def _take(hiding: Hiding, place: Place, needle: Needle, instead: str) -> None:
    if place.store.way is Way.DROP:
        QuerySet(place.store.model).filter(pk=place.row).delete()
        return
    kept = HiddenPlace(
        hiding=hiding, table=place.store.label, row=str(place.row), column=place.column
    )
    if place.store.way is Way.CUT:
        value = cut(place.value, needle, instead)
        kept.taken, kept.left = seal_taken(place.value), digest_of(value)
    else:
        kept.mark = _mark(place, needle, hiding.number)
        rewritten = marked(place.value, needle, kept.mark)
        value = rewritten.value
        kept.taken = seal_taken(rewritten.taken)
    write(place.store, place.row, place.column, value)
    kept.save()


def _mark(place: Place, needle: Needle, number: int) -> str:
    """The longest one that its column can hold, in each place."""
    if place.store.way is Way.ADDRESS:
        return address_mark(number)
    column = place.store.model._meta.get_field(place.column)
    most = column.max_length if isinstance(column, CharField) else None
    long = text_mark(number)
    if most is None or len(marked(place.value, needle, long).value) <= most:
        return long
    return short_mark(number)


def write(store: Store, row: Any, column: str, value: Any) -> None:
    """Put a value in one column of one row, history or not: no new line of history is made."""
    save(store.model, row, column, store.codec.write(value))


def save(model: type[Model], row: Any, column: str, value: Any) -> None:
    if issubclass(model, Revision):
        revision = Revision.objects.get(pk=row)
        setattr(revision, column, value)
        with rewriting_history():
            revision.save(update_fields=[column])
        return
    QuerySet(model).filter(pk=row).update(**{column: value})
