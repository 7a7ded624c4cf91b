"""The lines of an import as the page shows them, in a fixed number of queries a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from contributions.diff import FieldDiff, diff_fields
from contributions.models import ImportRow, ImportRun
from contributions.wording import Wording
from offers.models import PublicOffer
from offers.schema import OFFER_FIELDS
from offers.structures import STRUCTURE_FIELDS

Action, Kind = ImportRow.Action, ImportRow.Kind

# What needs a look first comes first.
ORDER = (
    Action.CONFLICT,
    Action.UPDATE,
    Action.CREATE,
    Action.TWIN,
    Action.ARCHIVE,
    Action.RESTORE,
    Action.REFUSE,
)
COUNTS = (
    ("created", gettext_lazy("New here")),
    ("updated", gettext_lazy("Brought up to date")),
    ("unchanged", gettext_lazy("Left as they are")),
    ("archived", gettext_lazy("Taken off the site")),
    ("conflicts", gettext_lazy("To be decided")),
    ("refused", gettext_lazy("Not importable")),
)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many lines of an action there are, and how many were left out."""

    action: str
    count: int
    left_out: int

    @property
    def label(self) -> str:
        return str(Action(self.action).label)


@dataclass(frozen=True, slots=True)
class Fault:
    field: str
    value: str
    reason: str
    suggestion: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """One line: the record, where its page is, what changes, what is wrong."""

    row: ImportRow
    url: str
    diff: list[FieldDiff] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def fields(self) -> str:
        return ", ".join(one.label for one in self.diff)

    @property
    def can_be_left_out(self) -> bool:
        return self.row.action != Action.REFUSE


def tallies(run: ImportRun) -> list[Tally]:
    """The actions that have lines, in the order in which they are to be looked at."""
    rows = run.rows.order_by().values("action")
    counted = rows.annotate(n=Count("pk"), out=Count("pk", filter=Q(is_left_out=True)))
    found = {one["action"]: Tally(one["action"], one["n"], one["out"]) for one in counted}
    return [found[action] for action in ORDER if action in found]


def filtered(run: ImportRun, *, action: str, kind: str, text: str) -> QuerySet[ImportRow]:
    rows = run.rows.filter(action=action)
    if kind in Kind.values:
        rows = rows.filter(kind=kind)
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(external_id__icontains=text))
    return rows.select_related("offer__public", "structure")


def show(rows: Iterable[ImportRow]) -> list[Shown]:
    found = list(rows)
    words = Wording.of(side for row in found for side in _sides(row))
    urls = _urls_of_twins(found)
    return [
        Shown(
            row=row,
            url=_url(row),
            diff=_diff(row, words),
            faults=[_fault(row, problem, urls) for problem in row.problems],
        )
        for row in found
    ]


def _sides(row: ImportRow) -> tuple[dict[str, Any], dict[str, Any]]:
    before = {name: pair[0] for name, pair in row.changes.items()}
    return before, {name: pair[1] for name, pair in row.changes.items()}


def _diff(row: ImportRow, words: Wording) -> list[FieldDiff]:
    before, after = _sides(row)
    if row.kind == Kind.STRUCTURES:
        schema = {n: one for n, one in STRUCTURE_FIELDS.items() if n in after}
        return diff_fields(before, after, schema=schema, words=words)
    offer_schema = {n: one for n, one in OFFER_FIELDS.items() if n in after}
    return diff_fields(before, after, schema=offer_schema, words=words)


def _url(row: ImportRow) -> str:
    if row.offer is not None:
        public: PublicOffer = row.offer.public
        return public.get_absolute_url()
    return row.structure.get_absolute_url() if row.structure is not None else ""


def _urls_of_twins(rows: Sequence[ImportRow]) -> dict[str, str]:
    ids = {
        problem["suggestion"]
        for row in rows
        if row.action == Action.TWIN
        for problem in row.problems
    }
    if not ids:
        return {}
    offers = PublicOffer.objects.filter(public_id__in=ids)
    return {offer.public_id: offer.get_absolute_url() for offer in offers}


def _fault(row: ImportRow, problem: dict[str, str], urls: dict[str, str]) -> Fault:
    suggestion = problem["suggestion"]
    if row.action == Action.TWIN:
        url = urls.get(suggestion, "")
        return Fault(problem["field"], problem["value"], problem["reason"], "", url)
    return Fault(problem["field"], problem["value"], problem["reason"], suggestion)


def count_table(run: ImportRun) -> tuple[list[str], list[list[Any]]]:
    """Of each kind of record, how many were made, changed and so on: headers and rows of a table.

    What no record came to has no column: the table fits on a telephone more often.
    """
    met = [(n, label) for n, label in COUNTS if any(one.get(n) for one in run.counts.values())]
    kinds = (("services", _("Offers")), ("structures", _("Structures")))
    rows = [
        [label, *(run.counts[kind].get(name, 0) for name, _said in met)]
        for kind, label in kinds
        if kind in run.counts
    ]
    return [_("Records"), *(str(label) for _key, label in met)], rows if met else []


def sentence(run: ImportRun) -> str:
    """What a run came to, offers and structures together, as one line."""
    sums = {name: sum(one.get(name, 0) for one in run.counts.values()) for name, _said in COUNTS}
    colon = pgettext("before an explanation", ":")
    return " · ".join(f"{label}{colon} {sums[name]}" for name, label in COUNTS if sums[name])
