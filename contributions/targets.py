"""What can be proposed on: each kind of target with its fields, its snapshot and its writers.

The kinds themselves are in `contributions.kinds`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import attrgetter
from typing import Any

from wagtail.models import Revision

from accounts.kept_query import KeptQuery
from contributions.diff import FieldLike
from contributions.models import Proposal
from contributions.risk import Assessment, assess
from offers.models.structures import AddressVisibility
from territories.models import Territory

Fields = dict[str, Any]
Errors = dict[str, list[str]]

# The one audit event of what an accepted proposal changed.
ACCEPTED = "proposal.accepted"


@dataclass(frozen=True, slots=True)
class Creation:
    """What a creation needs beside its fields, worked out from what was asked.

    `home` answers for the new page; `structure` is that of an offer, or the fields of the one to
    create with it; `errors` says what is missing; `hides_address` whether its place is protected
    from the first day; `beside` holds what the site says already of who runs it.
    """

    home: Territory
    structure: Any = None
    errors: Mapping[str, list[str]] | None = None
    hides_address: bool = False
    beside: Mapping[str, Any] = field(default_factory=dict)


def _nobody(*args: Any, **said: Any) -> Any:
    raise ValueError("This act cannot be asked of this kind of target.")


@dataclass(frozen=True, slots=True)
class Writers:
    """The one way in which each act on a kind of target goes live, for those that can be asked.

    All take a `Saying` by keyword. `edit(target, fields=)`, `move(target, territory=)` and
    `restore(target)` give the revision, which only pages have; so does `merge(duplicate, into=,
    fields=)`, of the page that stays; `create(creation, fields=)` gives the new page; `archive
    (target, replaced_by=)` gives nothing. `give_back(duplicate, into=, proposal=, since=)` gives
    the other pages that a merge changed, put back, of a duplicate that is live again; it raises
    LookupError when that cannot be. Those with fields raise InvalidFields. All but `create` and
    `merge` take an `action`, the audit event, when it is not an accepted proposal.
    """

    edit: Callable[..., Revision | None]
    create: Callable[..., Any] = _nobody
    archive: Callable[..., None] = _nobody
    restore: Callable[..., Revision | None] = _nobody
    merge: Callable[..., Revision | None] = _nobody
    move: Callable[..., Revision | None] = _nobody
    give_back: Callable[..., Sequence[Any]] = _nobody

    def has(self, name: str) -> bool:
        return getattr(self, name) is not _nobody


@cache
def _by_key(model: Any, related: tuple[str, ...]) -> KeptQuery[Any]:
    rows = model.objects.select_related(*related)
    return KeptQuery(lambda slot: rows.filter(pk=slot("pk")))


@dataclass(frozen=True, slots=True)
class TargetKind:
    """How one kind of target is read, checked and written.

    `column` is its field on Proposal and its name in `Proposal.Target`; `address` says who sees
    where it is (AddressVisibility); `keeper` is the key of the structure that keeps it, if any;
    `related` what is read with it; `find` reads one by what names it in changes; `merged_into`
    is the page that stayed when this one was merged, if it was; `clashes` says
    why fields that are right in themselves cannot stand beside what else is on the site.
    """

    column: str
    model: Any
    schema: Mapping[str, FieldLike]
    title: Callable[[Any], str]
    url: Callable[[Any], str]
    snapshot: Callable[[Any], Fields]
    empty: Callable[[], Fields]
    check: Callable[[Mapping[str, Any], Mapping[str, Any]], Fields]
    lock: Callable[[int], Any]
    is_live: Callable[[Any], bool]
    writers: Writers
    title_field: str
    lock_two: Callable[[int, int], tuple[Any, Any]] = _nobody
    find: Callable[[str], Any] = _nobody
    merged_into: Callable[[Any], Any] = lambda target: None
    name_of: Callable[[Any], str] = _nobody
    clashes: Callable[[Any, Mapping[str, Any]], Errors] = lambda target, fields: {}
    place_creation: Callable[[Mapping[str, Any], Mapping[str, Any]], Creation] = _nobody
    cannot_leave: Callable[[Any], str] = lambda target: ""
    cannot_return: Callable[[Any], str] = lambda target: ""
    has_revision: Callable[[Any, int], bool] = lambda target, number: False
    address: Callable[[Any], str] = lambda target: AddressVisibility.PUBLIC
    keeper: Callable[[Any], int | None] = lambda target: None
    home_territory: Callable[[Any], Territory] = attrgetter("home_territory")
    related: tuple[str, ...] = ()
    creation_arguments: frozenset[str] = frozenset()

    def kinds(self) -> dict[str, str]:
        """Field names with how each is merged."""
        return {name: field.kind for name, field in self.schema.items()}

    def read(self, pk: int) -> Any:
        return _by_key(self.model, self.related).get(pk=pk)

    def assess(
        self, target: Any, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> Assessment:
        """The risk of these fields on a page."""
        is_hidden = self.address(target) == AddressVisibility.HIDDEN
        return assess(before, after, schema=self.schema, has_hidden_address=is_hidden)

    def assess_creation(self, fields: Mapping[str, Any], creation: Creation) -> Assessment:
        """The risk of these fields on a new page."""
        return assess(
            self.empty(),
            fields,
            schema=self.schema,
            has_hidden_address=creation.hides_address,
            beside=creation.beside,
        )


_kinds: dict[str, TargetKind] = {}


def register(name: str, kind: TargetKind) -> None:
    """Let proposals be made on a kind of target, named as in `Proposal.Target`."""
    if name in _kinds:
        raise ValueError(f"The target {name} is registered already.")
    _kinds[name] = kind


def find_kind(name: str) -> TargetKind | None:
    return _kinds.get(name)


def kind_named(name: str) -> TargetKind:
    return _kinds[name]


def kind_for(target: Any) -> TargetKind:
    """That of a row which can be proposed on."""
    return next(kind for kind in _kinds.values() if isinstance(target, kind.model))


def kind_of(proposal: Proposal) -> TargetKind:
    return _kinds[proposal.target_kind]


def target_of(proposal: Proposal) -> Any:
    """None for a creation that is not on the site yet."""
    return getattr(proposal, kind_of(proposal).column)


def target_id_of(proposal: Proposal) -> int | None:
    """Its primary key, without reading it."""
    key: int | None = getattr(proposal, f"{kind_of(proposal).column}_id")
    return key


def title_of(proposal: Proposal) -> str:
    """The title of its page, or of the one it would create."""
    kind, target = kind_of(proposal), target_of(proposal)
    if target is None:
        return str(proposal.changes.get(kind.title_field, ""))
    return kind.title(target)


def url_of(proposal: Proposal) -> str:
    """Where its page is; "" while it has none."""
    target = target_of(proposal)
    return "" if target is None else kind_of(proposal).url(target)
