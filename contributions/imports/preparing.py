"""A run made ready: its mapping, its source, the record that tells how far it is."""

import hashlib
from pathlib import Path

from django.utils.text import slugify

from accounts.models import User
from contributions.imports.context import Context
from contributions.imports.files import Files
from contributions.imports.report import Report
from contributions.models import ImportRun
from offers.exchange.mapping import Mapping
from offers.exchange.parsing import Parser
from offers.models import Source
from territories.models import Territory


def mapping_for(name: Path | str, files: Files, *, source: str = "") -> Mapping:
    """The mapping, for rows that do not say their source: that asked for, the mapping's own, or
    one named after the file. Raises BadMapping."""
    mapping = Mapping.load(name)
    named = source or mapping.default_source or slugify(files.services.stem)[:60] or "import"
    return mapping.for_source(named)


def interrupted_run(files: Files, asked: str) -> ImportRun | None:
    """The last run of the same files, read in the same way, if it died on the way."""
    last = ImportRun.objects.filter(fingerprint=fingerprint(files, asked)).exclude(
        state__in=[ImportRun.State.READY, ImportRun.State.CANCELLED]
    )
    run = last.first()
    halfway = (ImportRun.State.WRITING, ImportRun.State.FAILED)
    return run if run is not None and run.state in halfway else None


def new_run(
    *,
    files: Files,
    territory: Territory,
    source: Source | None = None,
    started_by: User | None = None,
    asked: str = "",
) -> ImportRun:
    """`asked` says in which way the files are read: only a run of the same way is gone on with."""
    return ImportRun.objects.create(
        source=source,
        territory=territory,
        started_by=started_by,
        fingerprint=fingerprint(files, asked),
    )


def fingerprint(files: Files, asked: str) -> str:
    return hashlib.sha256(f"{files.fingerprint()}|{asked}".encode()).hexdigest()


def context_for(
    run: ImportRun, mapping: Mapping, *, writes: bool, allows_twins: bool = False
) -> Context:
    """What the run needs in hand; it goes on counting where it stopped."""
    context = Context(
        run=run,
        parser=Parser.from_database(mapping),
        report=Report.resumed(run.counts, run.warnings) if writes else Report(),
        country=Territory.objects.get(uid=mapping.country),
        writes=writes,
        allows_twins=allows_twins,
    )
    context.parser.known_structures = context.structures.keys()
    return context
