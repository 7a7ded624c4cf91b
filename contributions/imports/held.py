"""What a source may not write over: pages, or parts of them, that are protected. Upper apps say
which; what the source says of them is asked of an animator."""

from collections.abc import Callable, Collection, Mapping

from django.utils.translation import gettext as _

from contributions.imports.context import Context
from contributions.imports.merging import Merged
from offers.exchange.records import RowWarning

# For a kind of target, of the pages asked about, the fields that stay as they are.
Rule = Callable[[str, Collection[int]], Mapping[int, frozenset[str]]]

_rules: list[Rule] = []


def register_hold(rule: Rule) -> None:
    if rule not in _rules:
        _rules.append(rule)


def held_on(kind: str, keys: Collection[int]) -> dict[int, frozenset[str]]:
    """One query a rule, whatever the number of pages. Asked once the pages are locked, so that a
    protection comes wholly before or after."""
    found: dict[int, frozenset[str]] = {}
    for rule in _rules:
        for key, fields in rule(kind, keys).items():
            found[key] = found.get(key, frozenset()) | fields
    return found


def say_held(merged: Merged, context: Context) -> None:
    """A line of the report for each field that stays."""
    said = _("This is protected here: it stays, and an animator is asked whether to change it.")
    context.report.warn([RowWarning("dropped", name, "", said) for name in sorted(merged.held)])


def say_page_held(external_id: str, context: Context) -> None:
    """A line of the report for an act on a whole page that is not done."""
    said = _("This page is protected here: it neither leaves the site nor comes back by a file.")
    context.report.warn([RowWarning("dropped", "id", external_id, said)])
