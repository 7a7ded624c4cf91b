"""The first step of an import from the page: the files, their source, their columns."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import User
from contributions.imports.columns import columns_to_choose, needs_choosing
from contributions.imports.files import Files
from contributions.imports.preparing import mapping_for
from contributions.imports.tasks import READ
from contributions.imports.uploads import forget, keep, sample, structures_beside
from contributions.imports.web import WrongState, begin, runs_of
from contributions.models import ImportRow, ImportRun
from contributions.permissions import can_import
from journal.audit import record
from offers.exchange.mapping import Mapping
from offers.exchange.rows import Kind, RawRow, UnreadableFile
from offers.models import Source
from territories.models import Territory
from territories.permissions import administers

DEFAULT_MAPPING = "data-inclusion"


class UnusableFile(Exception):
    """A file that cannot be imported as it is: `field` of the form, and a sentence."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field


@dataclass(frozen=True, slots=True)
class NewSource:
    """A source that is named with its first import."""

    name: str
    licence: str
    url: str
    territory: Territory


def start_import(
    *,
    by: User,
    uuid: UUID,
    source: Source | NewSource,
    services: UploadedFile[bytes],
    structures: UploadedFile[bytes] | None,
    mapping: str,
    complete: bool,
) -> ImportRun:
    """Keep the files and read them, or wait for their columns to be placed.

    The same `uuid` twice is one import. Raises UnusableFile; then nothing is kept.
    """
    if isinstance(source, Source):
        can_import(by, source).or_raise()
    else:
        administers(by, source.territory).or_raise()
    if (twin := runs_of(by).filter(uuid=uuid).first()) is not None:
        return twin
    if ImportRun.objects.filter(uuid=uuid).exists():
        raise PermissionDenied(_("This import is not yours."))
    try:
        files = keep(uuid, services=services, structures=structures)
    except FileExistsError:
        raise WrongState(ImportRun.State.WAITING) from None
    try:
        return _start(by, uuid, source, files, mapping, complete=complete)
    except BaseException:
        forget(uuid)
        raise


@transaction.atomic
def _start(
    by: User, uuid: UUID, source: Source | NewSource, files: Files, name: str, *, complete: bool
) -> ImportRun:
    remembered = source.mapping if isinstance(source, Source) else {}
    name = name or remembered.get("name") or DEFAULT_MAPPING
    columns = remembered if name == remembered.get("name") else {}
    mapping = Mapping.load(name)
    samples = _samples(files, mapping)
    holds_both = files.structures is None and "structures" in samples
    source = _right_source(source, _sources_said(samples["services"], mapping))
    run = ImportRun.objects.create(
        uuid=uuid,
        source=source,
        territory=source.territory,
        started_by=by,
        fingerprint=files.fingerprint(),
        options={
            "mapping": name,
            "columns": {kind: columns.get(kind, {}) for kind in ImportRow.Kind.values},
            "complete": complete,
            "holds_both": holds_both,
        },
    )
    record(actor=by, action="import.started", subject=run, territory=run.territory, data={})
    plain = mapping_for(name, files, source=source.key)
    if not needs_choosing(columns_to_choose(samples, plain, run.options["columns"]), plain):
        begin(run, READ, by=by)
    return run


def _samples(files: Files, mapping: Mapping) -> dict[Kind, list[RawRow]]:
    """The first rows of each kind; a workbook that holds both sheets is taken for both. Raises
    UnusableFile."""
    services = _sample(files.services, "services")
    if files.structures is not None:
        return {"structures": _sample(files.structures, "structures"), "services": services}
    beside = [] if mapping.derives_structures else structures_beside(files.services, services)
    return {"structures": beside, "services": services} if beside else {"services": services}


def _sample(path: Path, kind: Kind) -> list[RawRow]:
    try:
        return sample(path, kind)
    except UnreadableFile as unreadable:
        raise UnusableFile(kind, unreadable.reason) from None


def _sources_said(services: list[RawRow], mapping: Mapping) -> list[str]:
    """The codes of sources that the first rows bear; none when they leave it to us."""
    nameless = mapping.for_source("")
    found = (nameless.read(row.values, "services") for row in services)
    return sorted({str(values["source"]).strip() for values in found if values["source"]})


def _right_source(source: Source | NewSource, said: list[str]) -> Source:
    if isinstance(source, NewSource):
        return _make_source(source, said)
    _require_same(source, said)
    return source


def _require_same(source: Source, said: list[str]) -> None:
    if said and source.key not in said:
        reason = _("The rows of this file are of “%(said)s”, not of “%(source)s” (%(key)s).")
        values = {"said": ", ".join(said[:5]), "source": source.name, "key": source.key}
        raise UnusableFile("source", reason % values)


def _make_source(new: NewSource, said: list[str]) -> Source:
    """Its key is the code that the file bears, else one made of its name."""
    if len(said) > 1:
        reason = _("This file mixes several sources: “%(said)s”. Give one file for each.")
        raise UnusableFile("services", reason % {"said": ", ".join(said[:5])})
    key = said[0][:60] if said else slugify(new.name)[:60] or "source"
    if Source.objects.filter(key=key).exists():
        reason = _("There is already a source “%(key)s”. Choose it in the list, if it is yours.")
        raise UnusableFile("source", reason % {"key": key})
    return Source.objects.create(
        key=key, name=new.name, licence=new.licence, url=new.url, territory=new.territory
    )
