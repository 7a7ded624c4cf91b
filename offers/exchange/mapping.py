"""From the columns of a source to ours, as a small data file says; see docs/reference/import.md."""

import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any, Self

from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from offers.exchange.cells import list_of
from offers.exchange.columns import COLUMNS, LISTS, REQUIRED
from offers.exchange.mapping_file import BadMapping, Rules, Table, rules_of
from offers.exchange.row_reading import as_text
from offers.exchange.rows import Kind
from territories.fold import fold

DATA = Path(__file__).resolve().parent.parent / "data"
_NEAR_ENOUGH = 80
_LONGEST_HEADER = 80
# Names of columns remembered; a file whose every row has its own is only read more slowly.
_MOST_NAMES = 2_000
_PLACE = re.compile(r"\{(\w+)\}")

_Column = tuple[str, Callable[[Any], Any] | None]

__all__ = ["BadMapping", "Mapping", "guess_mapping"]


@dataclass(frozen=True, slots=True)
class Formats:
    """How a country writes its codes: width to which zeros are put back, and the whole shape."""

    width: int
    shape: re.Pattern[str]


@dataclass(frozen=True)
class Mapping:
    """How one source is read. `digest` is that of its file: a changed mapping reads rows anew.

    `single_file`: one file tells structures and services. `default_zone`: what is served
    when a row says no area: everywhere, or "department", that of its commune.
    """

    name: str
    title: str
    country: str
    timezone: str
    licence: str
    digest: str
    source: str = ""
    default_source: str = ""
    vocabulary: str = ""
    single_file: bool = False
    default_zone: str = ""
    formats: dict[str, Formats] = field(default_factory=dict)
    zones: dict[str, str] = field(default_factory=dict)
    structures: Rules = field(default_factory=Rules)
    services: Rules = field(default_factory=Rules)

    @classmethod
    def load(cls, path_or_name: Path | str) -> Self:
        """A mapping of ours by its name, or a file. Raises BadMapping with what to mend."""
        path = _find(path_or_name)
        try:
            content = path.read_bytes()
            data = tomllib.loads(content.decode("utf-8"))
        except OSError:
            raise BadMapping(
                _("There is no mapping “%(name)s”. Known: %(known)s.")
                % {"name": path_or_name, "known": ", ".join(known_mappings())}
            ) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadMapping(
                _("The mapping %(name)s is not TOML: %(error)s")
                % {"name": path.name, "error": error}
            ) from None
        return cls(**_settings(path, data), digest=hashlib.sha256(content).hexdigest()[:16])

    def for_source(self, source: str) -> Self:
        """The same mapping for rows that do not say their source."""
        return replace(self, default_source=source)

    def with_columns(self, kind: Kind, columns: dict[str, str]) -> Self:
        """The same mapping with columns chosen by a person, theirs to ours."""
        rules = getattr(self, kind)
        chosen = replace(rules, columns={**rules.columns, **{k: (v,) for k, v in columns.items()}})
        said = "|".join(f"{k}={v}" for k, v in sorted(columns.items()))
        digest = hashlib.sha256(f"{self.digest}|{kind}|{said}".encode()).hexdigest()[:16]
        return replace(self, digest=digest, **{kind: chosen})

    @property
    def derives_structures(self) -> bool:
        """Whether the rows of the services tell the structures too, which have no file."""
        return self.single_file

    def read(self, raw: dict[str, Any], kind: Kind) -> dict[str, Any]:
        """The values of a row under our names; what is empty or unknown to us is left out."""
        rules: Rules = getattr(self, kind)
        values = self._renamed(raw, rules, kind)
        for name, constant in rules.constants.items():
            values.setdefault(name, constant)
        for name, extract in rules.extract.items():
            if match := extract.pattern.search(str(raw.get(extract.column) or "")):
                values[name] = match[1].strip()
        for name, join in rules.join.items():
            if not values.get(name) and (text := join.of(raw.get(join.column))):
                values[name] = text
        for name, template in rules.compose.items():
            if name in rules.compose_always or not values.get(name):
                values[name] = _composed(template, {**raw, **values})
        self._deduce(values, rules)
        self._identify(values, raw, rules, kind)
        return values

    def _renamed(self, raw: dict[str, Any], rules: Rules, kind: Kind) -> dict[str, Any]:
        values: dict[str, Any] = {}
        columns = self._columns[kind]
        for theirs, value in raw.items():
            if value is None or value == "" or (isinstance(value, str) and value in rules.blank):
                continue
            if (ours := columns.get(theirs)) is None:
                ours = self._ours(theirs, rules, kind)
                if len(columns) < _MOST_NAMES:
                    columns[theirs] = ours
            for name, read in ours:
                if name not in values:
                    values[name] = read(value) if read else value
                elif name in LISTS and read:
                    values[name] = [*values[name], *read(value)]
        return values

    @cached_property
    def _columns(self) -> dict[Kind, dict[str, tuple[_Column, ...]]]:
        return {"structures": {}, "services": {}}

    def _ours(self, theirs: str, rules: Rules, kind: Kind) -> tuple[_Column, ...]:
        """Our names for a column of theirs: as the mapping says, else its own when it is ours."""
        if theirs in rules.columns:
            names = rules.columns[theirs]
        else:
            plain = fold(str(theirs)).replace(" ", "_")
            names = (plain,) if plain in COLUMNS[kind] and rules.is_open else ()
        return tuple((name, self._reader(name, theirs, rules)) for name in names)

    def _reader(self, name: str, theirs: str, rules: Rules) -> Callable[[Any], Any] | None:
        """How the cells of a column are read; None when they are taken as they stand."""
        table = rules.tables.get(name)
        if name in LISTS:
            items = partial(list_of, separator=rules.split.get(theirs))
            return partial(_translated, items=items, table=table) if table else items
        if table:
            return lambda value: ", ".join(table.of(str(value)))
        if form := self.formats.get(name):
            return partial(_widened, width=form.width)
        return None

    def _deduce(self, values: dict[str, Any], rules: Rules) -> None:
        """What words of the row tell of a list that the source has not."""
        for deduction in rules.deductions:
            if not values.get(deduction.field):
                said = " ".join(str(values.get(name) or "") for name in deduction.columns)
                values[deduction.field] = deduction.codes_in(f" {fold(said)} ")

    def _identify(
        self, values: dict[str, Any], raw: dict[str, Any], rules: Rules, kind: Kind
    ) -> None:
        values["source"] = self.source or values.get("source") or self.default_source
        if kind == "services" and self.structures.derived:
            values["structure_id"] = self.read(raw, "structures")["id"]
        if rules.derived:
            values["id"] = hash_of(str(values.get(name) or "") for name in rules.derived)


def hash_of(parts: Iterable[str]) -> str:
    """A short stable id: the same texts, capitals, accents and signs aside, give the same."""
    said = "|".join(fold(part) for part in parts)
    return hashlib.sha256(said.encode()).hexdigest()[:20]


def _translated(value: Any, *, items: Callable[[Any], list[str]], table: Table) -> list[str]:
    return [new for item in items(value) for new in table.of(item)]


def _widened(value: Any, *, width: int) -> Any:
    """A code as text, with the zeros that a spreadsheet took from its front."""
    text = as_text(value) if isinstance(value, int | float) else value
    if not isinstance(text, str):
        return text
    plain = text.strip()
    return plain.zfill(width) if plain.isascii() and plain.isdigit() else text


def _composed(template: str, values: dict[str, Any]) -> str:
    return " ".join(_PLACE.sub(lambda m: str(values.get(m[1]) or ""), template).split())


def known_mappings() -> list[str]:
    return sorted(path.stem for path in DATA.glob("*/import/*.toml") if path.stem not in _NOT_MAPS)


_NOT_MAPS = {"v0", "writing", "columns"}


def _find(path_or_name: Path | str) -> Path:
    if isinstance(path_or_name, str) and re.fullmatch(r"[\w-]+", path_or_name):
        found = sorted(DATA.glob(f"*/import/{path_or_name}.toml"))
        return found[0] if found else Path(f"{path_or_name}.toml")
    return Path(path_or_name)


def _settings(path: Path, data: dict[str, Any]) -> dict[str, Any]:
    head = data.get("mapping")
    if not isinstance(head, dict) or not isinstance(head.get("country"), str):
        raise BadMapping(
            _("The mapping %(name)s needs a [mapping] part that names a country.")
            % {"name": path.name}
        )
    texts = ("title", "licence", "source", "default_source", "vocabulary")
    return {
        "name": path.stem,
        "country": head["country"],
        "single_file": bool(head.get("single_file", False)),
        "default_zone": str(head.get("default_zone", "")),
        "timezone": str(head.get("timezone", "Europe/Paris")),
        **{name: str(head.get(name, "")) for name in texts},
        "formats": _formats(path, data.get("formats", {})),
        "zones": {str(code): str(uid) for code, uid in data.get("zones", {}).items()},
        "structures": rules_of(data.get("structures", {}), kind="structures", name=path.name),
        "services": rules_of(data.get("services", {}), kind="services", name=path.name),
    }


def _formats(path: Path, data: Any) -> dict[str, Formats]:
    try:
        return {
            name: Formats(width=int(said["width"]), shape=re.compile(said["shape"]))
            for name, said in data.items()
        }
    except (AttributeError, KeyError, TypeError, ValueError, re.error) as error:
        raise BadMapping(
            _("The mapping %(name)s cannot be used, in its part “%(part)s”: %(error)s")
            % {"name": path.name, "part": "formats", "error": error}
        ) from None


def guess_mapping(headers: Sequence[str], kind: Kind = "services") -> dict[str, str]:
    """Their column to ours, where the names are alike; each of ours is proposed once, best first.

    Columns that resemble none are left out: a person chooses.
    """
    said = {word: name for word, name in _said_of_columns().items() if name in COLUMNS[kind]}
    pairs = [
        (score, header, said[word])
        for header in headers
        for word, score, _rank in process.extract(
            fold(str(header))[:_LONGEST_HEADER],
            list(said),
            scorer=fuzz.token_sort_ratio,
            score_cutoff=_NEAR_ENOUGH,
        )
    ]
    guessed: dict[str, str] = {}
    for _score, header, name in sorted(pairs, key=lambda pair: -pair[0]):
        if header not in guessed and name not in guessed.values():
            guessed[header] = name
    return guessed


@cache
def _said_of_columns() -> dict[str, str]:
    """Folded words to our column: its own name, and what people call it in any country."""
    files = (tomllib.loads(p.read_text("utf-8")) for p in DATA.glob("*/import/columns.toml"))
    others = {fold(word): name for file in files for name, words in file.items() for word in words}
    ours = (*COLUMNS["structures"], *COLUMNS["services"])
    return {**others, **{fold(name): name for name in ours}}


def missing_columns(mapped: Iterable[str], kind: Kind) -> list[str]:
    """Our required columns that no column of theirs leads to."""
    there = set(mapped)
    return [name for name in REQUIRED[kind] if name not in there and name != "source"]
