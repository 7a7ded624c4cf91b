"""What one run holds while it goes through its files."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone

from accounts.models import User
from contributions.imports.report import Report
from contributions.models import ImportRun
from contributions.permissions import can_undo, hidden_fields
from offers.exchange.parsing import Parser
from offers.known import Known
from offers.models import OfferPage, Source, Structure
from offers.models.structures import AddressVisibility
from offers.schema import ADDRESS_FIELDS
from offers.sources import ensure_source
from territories.models import Territory

Say = Callable[[str, int], None]

# What tells where a place to protect is.
_WHERE = ADDRESS_FIELDS | {"commune", "engage_person", "engage_worker"}


@dataclass(slots=True)
class Context:
    """`writes` is False for a preview: everything is read and decided, nothing is kept.

    `structures` maps (source key, its id of a structure) to our key, None while only planned.
    `rows` are the ImportRow to keep of the batch at hand; `sheltered` are the structures, by source
    and its id, whose street is never public, since a service of theirs must be hidden.
    """

    run: ImportRun
    parser: Parser
    report: Report
    country: Territory
    writes: bool
    allows_twins: bool = False
    left_out: Collection[tuple[str, int]] = frozenset()
    now: datetime = field(default_factory=timezone.now)
    sources: dict[str, Source | None] = field(default_factory=dict)
    structures: dict[tuple[str, str], int | None] = field(default_factory=dict)
    seen: dict[str, dict[str, set[str]]] = field(
        default_factory=lambda: {"structures": {}, "services": {}}
    )
    rows: list[dict[str, Any]] = field(default_factory=list)
    sheltered: frozenset[tuple[str, str]] = frozenset()

    @property
    def audited(self) -> dict[str, str]:
        """What the audit trail tells of each batch of this run."""
        return {"run": str(self.run.uuid)}

    @property
    def known(self) -> Known:
        return self.parser.known

    @property
    def user(self) -> User | None:
        return self.run.started_by

    def source(self, key: str) -> Source | None:
        """The source of a row; None when this run may not write rows of it."""
        if key not in self.sources:
            self.sources[key] = self._source(key)
        return self.sources[key]

    def writable(self, key: str) -> Source:
        """The source of a row that was let through as one this run may write."""
        source = self.source(key)
        if source is None:
            raise LookupError(f"Rows of {key} are refused as they are identified.")
        return source

    def _source(self, key: str) -> Source | None:
        if self.run.source is not None:
            return self.run.source if self.run.source.key == key else None
        found = Source.objects.select_related("territory").filter(key=key).first()
        if found is None and not self.writes:
            return Source(key=key, name=key, territory=self.run.territory)
        return found or ensure_source(
            key=key, licence=self.parser.mapping.licence, territory=self.run.territory
        )

    def require_right(self) -> None:
        """At each batch: a role may be taken back while a long import goes on."""
        if self.user is not None:
            can_undo(self.user, self.run).or_raise()

    def lock(self, keys: Iterable[str]) -> None:
        """One import of a source at a time: whoever comes second finds its rows unchanged."""
        if self.writes:
            pks = [source.pk for key in set(keys) if (source := self.source(key)) is not None]
            locked = Source.objects.select_for_update().filter(pk__in=pks)
            list(locked.order_by("pk").values_list("pk"))

    def note(
        self,
        kind: str,
        number: int,
        external_id: str,
        action: str,
        *,
        target: OfferPage | Structure | None = None,
        **values: Any,
    ) -> None:
        """Keep what became of a record; of a place to protect, not where it is."""
        if changes := values.get("changes"):
            values["changes"] = _told(changes, target, self.known)
        if target is not None:
            values["offer_id" if isinstance(target, OfferPage) else "structure_id"] = target.pk
        self.rows.append(
            {
                "run_id": self.run.pk,
                "kind": kind,
                "number": number,
                "external_id": external_id,
                "action": action,
                "written_at": self.now if self.writes else None,
                **values,
            }
        )


def _told(
    changes: dict[str, Any], target: OfferPage | Structure | None, known: Known
) -> dict[str, Any]:
    hidden: frozenset[str] = frozenset()
    if isinstance(target, OfferPage):
        needs = changes["needs"][1] if "needs" in changes else target.needs
        hides = known.hiding_needs.intersection(needs)
        hidden = _WHERE if hides else hidden_fields(target)
    elif target is not None and target.address_visibility != AddressVisibility.PUBLIC:
        hidden = ADDRESS_FIELDS
    return {name: pair for name, pair in changes.items() if name not in hidden}
