"""Fields that someone asks to change: checked against what they saw, put onto the live row."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from contributions.asking import rows_of_their_own
from contributions.errors import MovedMeanwhile, NoChange
from contributions.rebasing import rebase
from contributions.targets import Fields, TargetKind
from offers.validation import InvalidFields


def changed_fields(
    kind: TargetKind,
    *,
    live: Fields,
    base: Mapping[str, Any],
    asked: Mapping[str, Any],
    visible: frozenset[str],
    target: Any,
) -> Fields:
    """What of the live row would change. Raises InvalidFields, NoChange or MovedMeanwhile."""
    was = {**live, **{name: base[name] for name in kind.schema if name in base}}
    wanted = _normalised(kind, was, rows_of_their_own(asked), visible)
    rebased = rebase(kind, base=was, changes=wanted, live=live, target=target)
    if rebased.conflicts:
        raise MovedMeanwhile(rebased.conflicts)
    if rebased.errors:
        raise InvalidFields(rebased.errors)
    changes = {name: value for name, value in rebased.touched.items() if value != live[name]}
    if not changes:
        raise NoChange
    return changes


def _normalised(
    kind: TargetKind,
    was: Mapping[str, Any],
    changes: Mapping[str, Any],
    visible: frozenset[str],
) -> Fields:
    hidden = [name for name in changes if name in kind.schema and name not in visible]
    if hidden:
        message = _("This information is protected here: only those who keep the page change it.")
        raise InvalidFields({name: [message] for name in hidden})
    checked = kind.check(was, changes)
    wanted = {name: checked[name] for name in changes if checked[name] != was[name]}
    if not wanted:
        raise NoChange
    return wanted


def refuse_fields(fields: Mapping[str, Any]) -> None:
    """An act on the whole page takes no field. Raises InvalidFields with their names."""
    if fields:
        message = _("This field cannot be changed here.")
        raise InvalidFields({name: [message] for name in fields})


def gone(kind: TargetKind, target: Any) -> dict[str, list[str]]:
    """Why nothing more can be done with a page: it left the site."""
    if kind.is_live(target):
        return {}
    return {"live": [_("This page is no longer on the site: it cannot be changed.")]}
