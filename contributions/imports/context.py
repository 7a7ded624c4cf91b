"""What one run holds while it goes through its files."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from accounts.models import User
from contributions.imports.report import Report
from contributions.models import ImportRow, ImportRun
from contributions.permissions import can_import
from offers.exchange.parsing import Parser
from offers.known import Known
from offers.models import Source
from offers.sources import ensure_source
from territories.models import Territory

Say = Callable[[str, int], None]


@dataclass(slots=True)
class Context:
    """`writes` is False for a preview: everything is read and decided, nothing is kept.

    `structures` maps (source key, its id of a structure) to our key, None while only planned.
    `rows` are what is to be kept of the batch at hand; `asked` counts conflicts by territory.
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
    rows: list[ImportRow] = field(default_factory=list)
    asked: dict[int, int] = field(default_factory=dict)

    @property
    def run_label(self) -> str:
        """The code under which the audit trail names where rows came from."""
        return self.run.source.key if self.run.source else self.parser.mapping.name

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
        if self.user is not None and self.run.source is not None:
            can_import(self.user, self.run.source).or_raise()

    def note(self, kind: str, number: int, external_id: str, action: str, **values: object) -> None:
        """Keep what became of a record."""
        self.rows.append(
            ImportRow(
                run=self.run,
                kind=kind,
                number=number,
                external_id=external_id,
                action=action,
                written_at=self.now if self.writes else None,
                **values,
            )
        )
