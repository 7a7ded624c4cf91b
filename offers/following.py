"""What may be followed here, and what its followers hear of: only what the public row says."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from journal import outbox
from journal.models import Outbox
from notifications.following import follow_instead
from notifications.happenings import Event, happened
from notifications.models import Watch
from notifications.models.watches import Topic
from notifications.services import HOLD
from notifications.watchables import Shown, register_act, register_watchable
from offers.models import Need, PublicOffer, Structure
from offers.models.public import offer_path
from offers.models.structures import PageState
from offers.schema import OFFER_FIELDS
from offers.signals import Change
from offers.structures import STRUCTURE_FIELDS
from offers.words import words
from territories.models import Territory

TOPIC = "offers.follow_instead"
OFFER, STRUCTURE, NEED, TERRITORY = "offer", "structure", "need", "territory"


def tell_followers(
    sender: type[PublicOffer],
    rows: Sequence[PublicOffer] = (),
    change: Change | None = None,
    **signal: Any,
) -> None:
    """Of `offers_changed`, inside its transaction: one query as long as nobody follows anything,
    a fixed number else."""
    if change is None or not rows or not Watch.objects.exists():
        return
    above = _with_ancestors({uid for row in rows for uid in _places(row)})
    happened(
        [
            Event(
                change.act,
                page=(OFFER, row.public_id),
                topics=_topics(row, above),
                params={"fields": list(change.fields.get(row.pk, ()))},
            )
            for row in rows
        ],
        by=change.by,
    )
    if change.act == "offer.merged":
        _lead_followers_on(OFFER, [row.public_id for row in rows])


def _lead_followers_on(kind: str, keys: Iterable[str]) -> None:
    """Once nobody can undo the merge any more."""
    for key in keys:
        outbox.enqueue(topic=TOPIC, key=f"{kind}:{key}", not_before=timezone.now() + HOLD)


@outbox.handler(TOPIC)
def _follow_the_one_that_stays(row: Outbox) -> None:
    kind, _colon, key = row.key.partition(":")
    if other := _STAYS[kind](key):
        follow_instead(kind=kind, key=key, other=other)


def _offer_that_stays(public_id: str) -> str:
    merged = PublicOffer.objects.filter(public_id=public_id, state=PageState.MERGED).first()
    return merged.moved_to if merged else ""


def _structure_that_stays(public_id: str) -> str:
    rows = Structure.objects.select_related("merged_into")
    merged = rows.filter(public_id=public_id, state=PageState.MERGED).first()
    return merged.merged_into.public_id if merged and merged.merged_into else ""


_STAYS = {OFFER: _offer_that_stays, STRUCTURE: _structure_that_stays}


def tell_structure_followers(
    sender: type[Structure],
    structures: Iterable[Structure],
    act: str,
    by: Collection[int] = (),
    fields: Iterable[str] = (),
    **signal: Any,
) -> None:
    """Of `structures_changed`, inside its transaction."""
    params = {"fields": sorted(fields)}
    pages = [(STRUCTURE, structure.public_id) for structure in structures]
    happened([Event(act, page, frozenset({page}), params) for page in pages], by=by)
    if act == "structure.merged":
        _lead_followers_on(STRUCTURE, [structure.public_id for structure in structures])


def tell_need_followers(need: Need, *, by: Collection[int | None]) -> None:
    """That the page of this need changed, inside the transaction that changed it."""
    page = (NEED, need.code)
    happened([Event("need.edited", page, frozenset({page}))], by=by)


def _places(row: PublicOffer) -> set[str]:
    """Where the public knows it to be: a commune that is hidden is not among them."""
    data = row.data
    places = {data["home_territory"]["uid"], *data["coverage"]}
    if commune := data["address"]["commune_uid"]:
        places.add(commune)
    return places


def _topics(row: PublicOffer, above: Mapping[str, frozenset[str]]) -> frozenset[Topic]:
    places = {uid for place in _places(row) for uid in above.get(place, ())}
    return frozenset(
        {
            (OFFER, row.public_id),
            (STRUCTURE, row.data["structure"]["public_id"]),
            *((NEED, code) for code in _with_categories(row.data["needs"])),
            *((TERRITORY, uid) for uid in places),
        }
    )


def _with_categories(codes: Iterable[str]) -> set[str]:
    known = words().needs
    by_key = {need.pk: need.code for need in known.values()}
    needs = [known[code] for code in codes if code in known]
    categories = {by_key[need.category_id] for need in needs if need.category_id}
    return categories | {need.code for need in needs}


def _with_ancestors(uids: Collection[str]) -> dict[str, frozenset[str]]:
    """Each territory with what it lies in, by uid (two queries); zones are left out."""
    places = list(Territory.objects.filter(uid__in=uids))
    paths = {path for place in places for path in place.ancestor_paths()}
    names = dict(Territory.objects.filter(path__in=paths).values_list("path", "uid"))
    return {
        place.uid: frozenset(
            {place.uid, *(names[path] for path in place.ancestor_paths() if path in names)}
        )
        for place in places
    }


def read_offers(user: User, keys: Collection[str]) -> dict[str, Shown]:
    rows = PublicOffer.objects.filter(public_id__in=keys)
    return {
        public_id: Shown(title, offer_path(public_id, slug), state == PageState.LIVE)
        for public_id, slug, title, state in rows.values_list("public_id", "slug", "title", "state")
    }


def read_structures(user: User, keys: Collection[str]) -> dict[str, Shown]:
    rows = Structure.objects.filter(public_id__in=keys)
    return {
        row.public_id: Shown(row.name, row.get_absolute_url(), row.state == PageState.LIVE)
        for row in rows.only("public_id", "slug", "name", "state")
    }


def read_needs(user: User, keys: Collection[str]) -> dict[str, Shown]:
    return {
        need.code: Shown(
            need.label, reverse("offers:need", args=[need.code]), need.replaced_by_id is None
        )
        for need in Need.objects.filter(code__in=keys)
    }


def read_territories(user: User, keys: Collection[str]) -> dict[str, Shown]:
    return {
        uid: Shown(name, reverse("offers:territory", args=[uid]), successor is None)
        for uid, name, successor in Territory.objects.filter(uid__in=keys).values_list(
            "uid", "name", "successor"
        )
    }


def _offer_edited(params: Mapping[str, Any]) -> str:
    return _changed(OFFER_FIELDS[name].label for name in params["fields"] if name in OFFER_FIELDS)


def _structure_edited(params: Mapping[str, Any]) -> str:
    known = STRUCTURE_FIELDS
    return _changed(known[name].label for name in params["fields"] if name in known)


def _changed(labels: Iterable[str]) -> str:
    if said := ", ".join(labels):
        return _("what changes: %(fields)s") % {"fields": said}
    return _("the page has changed")


def register() -> None:
    register_watchable(OFFER, label=gettext_lazy("Offer"), read=read_offers)
    register_watchable(STRUCTURE, label=gettext_lazy("Structure"), read=read_structures)
    register_watchable(NEED, label=gettext_lazy("Need"), read=read_needs)
    register_watchable(TERRITORY, label=gettext_lazy("Territory"), read=read_territories)
    register_act("offer.created", say=lambda _params: _("a new page on the site"))
    register_act("offer.restored", say=lambda _params: _("the page is back on the site"))
    register_act("offer.edited", say=_offer_edited)
    register_act("offer.availability_set", say=lambda _params: _("its availability is up to date"))
    register_act(
        "offer.archived",
        say=lambda _params: _("the page is no longer on the site"),
        outlives_page=True,
    )
    register_act(
        "offer.merged",
        say=lambda _params: _("the page was a duplicate: it now leads to the other one"),
        outlives_page=True,
    )
    register_act("structure.edited", say=_structure_edited)
    register_act("structure.restored", say=lambda _params: _("the page is back on the site"))
    register_act(
        "structure.archived",
        say=lambda _params: _("the page is no longer on the site"),
        outlives_page=True,
    )
    register_act(
        "structure.merged",
        say=lambda _params: _("the page was a duplicate: it now leads to the other one"),
        outlives_page=True,
    )
    register_act("need.edited", say=lambda _params: _("its description has changed"))
