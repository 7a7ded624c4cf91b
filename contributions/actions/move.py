"""Another territory answers for a page from now on."""

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from contributions.actions.edit import read_target
from contributions.actions.fields import gone, refuse_fields
from contributions.actions.registry import (
    ActionKind,
    Asked,
    Fact,
    Outcome,
    Request,
    Standing,
    register,
)
from contributions.errors import NoChange
from contributions.models import Proposal
from contributions.rebasing import Rebased
from contributions.risk import assess_action
from contributions.targets import TargetKind
from offers.saying import Saying
from offers.validation import InvalidFields
from territories.models import Territory
from territories.models.places import TOWNS


def read(asked: Asked) -> Request:
    """`home_territory` is the uid of the territory that is to answer for the page."""
    refuse_fields(asked.fields)
    kind, target = asked.kind, asked.target
    territory = _find(asked.arguments.get("home_territory"), kind.home_territory(target))
    if territory is None:
        said = _("Choose a territory of this country that has animators: a department or wider.")
        raise InvalidFields({"home_territory": [said]})
    if territory == kind.home_territory(target):
        raise NoChange
    return Request(
        kind=kind,
        target=target,
        live=kind.snapshot(target),
        changes={"home_territory": territory.uid},
        territory=kind.home_territory(target),
        risk=assess_action(Proposal.Action.MOVE),
    )


def _find(uid: Any, here: Territory) -> Territory | None:
    if not isinstance(uid, str):
        return None
    places = Territory.objects.exclude(level__in=TOWNS).filter(country_code=here.country_code)
    return places.filter(uid=uid, valid_to=None).first()


def stand(proposal: Proposal, kind: TargetKind, *, lock: bool) -> Standing:
    target = read_target(proposal, kind, lock=lock)
    here, live = kind.home_territory(target), kind.snapshot(target)
    territory = Territory.objects.get(uid=proposal.changes["home_territory"])
    rebased = Rebased(
        live=live,
        merged=live,
        touched={},
        errors=gone(kind, target),
        beside={"from": here.uid, "to": territory.uid},
        is_done=here == territory,
    )
    if _find(territory.uid, here) is None:
        problem = {"home_territory": [_("This territory is no longer one.")]}
        rebased = replace(rebased, errors={**rebased.errors, **problem})
    facts = (Fact(_("Kept until now by"), here.name), Fact(_("To be kept by"), territory.name))
    return Standing(target, rebased, facts, territory)


def go_live(kind: TargetKind, standing: Standing, said: Saying) -> Outcome:
    revision = kind.writers.move(standing.target, territory=standing.beside, **said)
    return Outcome(standing.target, revision)


register(
    Proposal.Action.MOVE,
    ActionKind("move", read, stand, go_live, frozenset({"home_territory"})),
)
