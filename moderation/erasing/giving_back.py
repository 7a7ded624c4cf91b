"""What was hidden comes back where it stood, but where somebody wrote otherwise since."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.apps import apps
from django.db.models import QuerySet

from accounts.models import User
from contributions.history.kinds import kept_of
from moderation.erasing.live import SHOWN, publish
from moderation.erasing.pages import LIVE
from moderation.erasing.rewriting import unmarked
from moderation.erasing.sealing import digest_of, taken_from
from moderation.erasing.settling import settle
from moderation.erasing.stores import AS_IT_IS, Codec, stores
from moderation.erasing.taking import keys_by_table, save
from moderation.models import HiddenPlace, Hiding
from offers.validation import InvalidFields


@dataclass
class GivenBack:
    """`left` are the places where something else was written meanwhile: nothing was put back."""

    count: int = 0
    left: list[HiddenPlace] = field(default_factory=list)


def give_back(hiding: Hiding, *, by: User, at: datetime) -> GivenBack:
    """The rows first, then the live pages, each as a new version."""
    done = GivenBack()
    rows = list(hiding.places.exclude(table__startswith=LIVE))
    back: list[HiddenPlace] = []
    for place in rows:
        (back if _put_back(place) else done.left).append(place)
    settle(keys_by_table((place.table, int(place.row)) for place in back if place.row.isdecimal()))
    done.count = len(back)
    live = hiding.places.filter(table__startswith=LIVE).order_by("table", "row", "pk")
    for (table, row), places in groupby(live, key=lambda place: (place.table, place.row)):
        _give_back_page(table.removeprefix(LIVE), int(row), list(places), hiding, done, by, at)
    return done


def _put_back(place: HiddenPlace) -> bool:
    """False when the row is gone, or its column holds something else now."""
    model, codec = apps.get_model(place.table), _codec_of(place)
    found: Any = QuerySet(model).filter(pk=place.row).values_list(place.column).first()
    if found is None:
        return False
    now, taken = codec.read(found[0]), taken_from(place)
    if not place.mark:
        if digest_of(now) != place.left:
            return False
        value = taken
    else:
        try:
            value = unmarked(now, place.mark, taken)
        except LookupError:
            return False
    save(model, place.row, place.column, codec.write(value))
    return True


def _codec_of(place: HiddenPlace) -> Codec:
    found = (one for one in stores() if one.label == place.table and place.column in one.columns)
    store = next(found, None)
    return AS_IT_IS if store is None else store.codec


def _give_back_page(
    kind: str,
    key: int,
    places: Iterable[HiddenPlace],
    hiding: Hiding,
    done: GivenBack,
    by: User,
    at: datetime,
) -> None:
    kept = kept_of(kind)
    target = kept.kind.lock(key)
    live = kept.kind.snapshot(target) if kept.kind.is_live(target) else {}
    fields: dict[str, Any] = {}
    for place in places:
        same = place.column in live and digest_of(live[place.column]) == place.left
        if same:
            fields[place.column] = taken_from(place)
        else:
            done.left.append(place)
    if not fields:
        return
    try:
        publish(kept, target, fields, act=SHOWN, by=by, at=at, number=hiding.number)
        done.count += len(fields)
    except InvalidFields:
        done.left.extend(place for place in places if place.column in fields)


def forget_places(places: QuerySet[HiddenPlace]) -> None:
    """Nothing puts them back any more; that something stood there stays known."""
    places.update(taken="", left="")
