"""A page that is not on the site yet: all its fields at once, and what it belongs to."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from contributions.actions.registry import (
    ActionKind,
    Asked,
    Fact,
    Outcome,
    Request,
    Standing,
    register,
    split,
)
from contributions.asking import rows_of_their_own
from contributions.models import Proposal
from contributions.rebasing import rebase
from contributions.risk import assess_action, heavier
from contributions.targets import Creation, TargetKind
from offers.models import Structure
from offers.saying import Saying
from offers.validation import InvalidFields


def read(asked: Asked) -> Request:
    kind = asked.kind
    empty = kind.empty()
    fields = kind.check(empty, {**empty, **rows_of_their_own(asked.fields)})
    creation = kind.place_creation(fields, asked.arguments)
    errors = {**kind.clashes(None, fields), **(creation.errors or {})}
    if errors:
        raise InvalidFields(errors)
    said = {name: value for name, value in fields.items() if value != empty[name]}
    return Request(
        kind=kind,
        target=None,
        live=empty,
        changes={**said, **_kept(creation, asked.arguments)},
        territory=creation.home,
        risk=heavier(assess_action(Proposal.Action.CREATE), kind.assess_creation(fields, creation)),
        structure=creation.structure if isinstance(creation.structure, Structure) else None,
    )


def _kept(creation: Creation, arguments: Mapping[str, Any]) -> dict[str, Any]:
    if "structure" not in arguments:
        return {}
    structure = creation.structure
    return {"structure": structure.public_id if isinstance(structure, Structure) else structure}


def stand(proposal: Proposal, kind: TargetKind, *, lock: bool) -> Standing:
    empty = kind.empty()
    fields, arguments = split(proposal.changes, action=CREATING, kind=kind)
    whole = {**empty, **fields}
    rebased = replace(rebase(kind, base=empty, changes=whole, live=empty), is_done=False)
    creation = kind.place_creation(whole, arguments)
    if creation.errors:
        rebased = replace(rebased, errors={**rebased.errors, **creation.errors})
    elif lock and isinstance(creation.structure, Structure):
        # Held until the end, so that it is not merged or archived under the new page.
        Structure.objects.select_for_update(of=("self",)).get(pk=creation.structure.pk)
        creation = kind.place_creation(whole, arguments)
    return Standing(
        None,
        replace(rebased, beside=_kept(creation, arguments)),
        _facts(creation),
        creation,
    )


def _facts(creation: Creation) -> tuple[Fact, ...]:
    structure = creation.structure
    if structure is None:
        return ()
    if isinstance(structure, Structure):
        return (Fact(_("Structure"), structure.name, structure.get_absolute_url()),)
    return (Fact(_("New structure"), str(structure["name"])),)


def go_live(kind: TargetKind, standing: Standing, said: Saying) -> Outcome:
    fields = standing.rebased.touched
    target = kind.writers.create(standing.beside, fields=fields, **said)
    return Outcome(target, getattr(target, "live_revision", None))


CREATING = ActionKind("create", read, stand, go_live)
register(Proposal.Action.CREATE, CREATING)
