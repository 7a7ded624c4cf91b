"""How likely two offers are one: the parts compared, their weights, the score."""

from collections.abc import Mapping
from math import exp

from offers.twins.addresses import agreement
from offers.twins.facts import Facts
from offers.twins.lexicon import lexicon, weights
from offers.twins.names import name_likeness
from offers.twins.words import share_found, without
from territories.distance import kilometres

FAR_KM = 12.0
APART_KM = 2.5
_MOST = 30.0
_NAMED_APART = 0.7
_HALF = 0.5


def score(first: Facts, second: Facts) -> float:
    """0 to 1, the same both ways round: the same team and place, and the same service."""
    said = weights()
    place = _likelihood(place_parts(first, second), said.place)
    return place * _likelihood(service_parts(first, second), said.service)


def is_twin(likeness: float) -> bool:
    return likeness >= weights().threshold


def reasons(first: Facts, second: Facts) -> tuple[str, ...]:
    """What speaks for it, as short codes; never the address, which may be protected."""
    place, service = place_parts(first, second), service_parts(first, second)
    said = {
        "phone": place["phone_same"] > 0,
        "mail": place["mail_same"] > 0,
        "site": place["site_same"] > 0,
        "structure": place["structure"] > 0.8,
        "title": service["title_said"] > 0.6,
        "text": service["text"] > 0.6,
        "needs": service["needs_shared"] > 0.6,
    }
    return tuple(code for code, holds in said.items() if holds)


def place_parts(first: Facts, second: Facts) -> dict[str, float]:
    """Each 0 to 1: who does it and where."""
    streets = agreement(first.street, second.street)
    (host, page), (other_host, other_page) = first.site, second.site
    is_elsewhere = first.place.uid != second.place.uid
    name = name_likeness(*sorted((first.structure, second.structure)))
    phone_same = not first.phones.isdisjoint(second.phones)
    mail_same = not first.mails.isdisjoint(second.mails)
    host_same = bool(host) and host == other_host
    return {
        "other_commune": float(is_elsewhere),
        "far_commune": float(
            is_elsewhere and _apart(first.place.point, second.place.point) > FAR_KM
        ),
        "street_same": streets.same,
        "street_other": streets.other,
        "point_apart": float(_apart(first.point, second.point) > APART_KM),
        "phone_same": float(phone_same),
        "phone_other": _differ(first.phones, second.phones),
        "mail_same": float(mail_same),
        "mail_other": _differ(first.mails, second.mails),
        "site_same": float(host_same and page == other_page),
        "site_other": float(bool(host and other_host) and host != other_host),
        "structure": name,
        "other_body": float(name < _NAMED_APART and not (phone_same or mail_same or host_same)),
    }


def service_parts(first: Facts, second: Facts) -> dict[str, float]:
    """Each 0 to 1: what it is and for whom."""
    shared = first.needs & second.needs
    fewest = min(len(first.needs), len(second.needs))
    (host, page), (other_host, other_page) = first.site, second.site
    said, said_once = _titles(first, second)
    return {
        "title_said": said,
        "title_said_once": said_once,
        "meaning": float(not first.title_terms.concepts.isdisjoint(second.title_terms.concepts)),
        "text": _both(share_found(first.text, second.text), share_found(second.text, first.text)),
        "needs_shared": len(shared) / fewest if fewest else 0.0,
        "needs_shared_two": float(len(shared) > 1),
        "needs_apart": float(bool(fewest) and not shared),
        "page_other": float(bool(host) and host == other_host and page != other_page),
        "siblings": float(_are_siblings(first, second)),
        "audience_other": _differ(first.audiences, second.audiences),
        "days_other": _differ(first.days, second.days),
        "sides_other": float(_take_sides(first, second)),
        "desk_other": _other_desk(first.mails, second.mails),
        "branches_other": _branches(first, second),
    }


def _titles(first: Facts, second: Facts) -> tuple[float, float]:
    """How much of each title the other offer says anywhere, and how much of the telling words of
    one of them: the better of both ways round."""
    if first.title == second.title:
        return 1.0, 1.0
    return (
        _both(
            share_found(first.title_terms, second.said), share_found(second.title_terms, first.said)
        ),
        max(share_found(first.telling, second.said), share_found(second.telling, first.said)),
    )


def _take_sides(first: Facts, second: Facts) -> bool:
    """Whether the titles name other sides of one contrast."""
    both = first.sides.keys() & second.sides.keys()
    return any(first.sides[name].isdisjoint(second.sides[name]) for name in both)


def _other_desk(mails: frozenset[str], others: frozenset[str]) -> float:
    """1 for two boxes of one house, as of two services; half when one is the house's own."""
    if not mails.isdisjoint(others):
        return 0.0
    pairs = [(one.partition("@"), two.partition("@")) for one in mails for two in others]
    boxes = [(box, other) for (box, _at, host), (other, _, where) in pairs if host == where]
    house = lexicon().house_boxes
    told = [_HALF if box in house or other in house else 1.0 for box, other in boxes]
    return min(told, default=0.0)


def _branches(first: Facts, second: Facts) -> float:
    """How far titles that have a word in common go on, each, with what the other never says."""
    ours, theirs = (
        without(first.title_terms, second.title_terms),
        without(second.title_terms, first.title_terms),
    )
    shares_none = ours.weight == first.title_terms.weight
    if shares_none or not (ours.weight and theirs.weight):
        return 0.0
    return 1 - max(share_found(ours, second.said), share_found(theirs, first.said))


def _likelihood(parts: Mapping[str, float], said: Mapping[str, float]) -> float:
    total = said["base"] + sum(said[name] * value for name, value in parts.items())
    return 1 / (1 + exp(-max(-_MOST, min(_MOST, total))))


def _both(one_way: float, other_way: float) -> float:
    return (one_way + other_way) / 2


def _differ(first: frozenset[str], second: frozenset[str]) -> float:
    """1 when both say something and nothing in common."""
    return float(bool(first and second) and first.isdisjoint(second))


def _apart(first: tuple[float, float] | None, second: tuple[float, float] | None) -> float:
    """Kilometres; nothing is known to be apart that has no point."""
    return kilometres(*first, *second) if first and second else 0.0


def _are_siblings(first: Facts, second: Facts) -> bool:
    """Titles that begin alike and go on otherwise, as services of one list do."""
    if (
        not first.head
        or first.head != second.head
        or not (first.rest.weight and second.rest.weight)
    ):
        return False
    found = max(share_found(first.rest, second.rest), share_found(second.rest, first.rest))
    return found < 0.5
