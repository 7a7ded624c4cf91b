"""The page of the figures, docs/reference/performance.md."""

from collections.abc import Iterator
from pathlib import Path
from string import Template

from serving import ROOT

from benches.bounds import BOUNDS
from benches.figures import (
    SECONDS,
    SERVICES,
    Figures,
    Measure,
    Memory,
    SetFigures,
    SetupFigures,
    in_hellos,
    is_noisy_run,
    measure_of,
    memory_of,
)
from benches.setups import SETUPS, Setup

PAGE = ROOT / "docs" / "reference" / "performance.md"
AROUND = Template((Path(__file__).parent / "performance.md").read_text("utf-8"))
MEASURES = [
    *("page", "at once", "answers", "a second", "p50 ms", "p95 ms", "p99 ms"),
    *("CPU web ms", "CPU database ms", "CPU search server ms", "hello before, after ms"),
    *("hellos", "growth"),
]
MEMORIES = ["process", "PSS MB", "RSS MB", "its own MB", "growth"]
BOUND = ["what", "at most", "measured", "holds"]


def drawn(figures: Figures) -> str:
    return AROUND.substitute(
        bounds=table(BOUND, [bound.row(figures) for bound in BOUNDS]),
        setups="\n".join(section(setup, figures.get(setup.name)) for setup in SETUPS),
    )


def section(setup: Setup, found: SetupFigures | None) -> str:
    title = f"## {setup.title}\n"
    if found is None:
        return f"{title}\nNot measured yet: `{command(setup, SERVICES, SECONDS)}`.\n"
    large, small = found["sets"]
    rows = [measure_row(row, small) for row in large["measures"]]
    held = [memory_row(row, small) for row in large["memory"]]
    said = "".join(f"- {line}.\n" for line in about(setup, found))
    return "\n".join([title, said, table(MEASURES, rows), table(MEMORIES, held)])


def command(setup: Setup, services: int, seconds: int) -> str:
    """What measures it so."""
    options = [f"--only {setup.name}"]
    if (services, seconds) != (SERVICES, SECONDS):
        options.append(f"--services {services} --seconds {seconds} --write")
    return f'make bench ARGS="{" ".join(options)}"'


def about(setup: Setup, found: SetupFigures) -> Iterator[str]:
    large, small = found["sets"]
    asked = command(setup, large["services"], found["seconds"])
    yield f"`{asked}`, {found['day']}, code `{found['code']}`"
    yield f"{found['machine']}; {found['busy']:.1f} processes at work on it before"
    yield ", ".join(f"{name} {version}" for name, version in found["versions"].items())
    sizes = f"{large['services']:,} offers, growth from {small['services']:,}"
    yield f"{sizes}; {found['seconds']} seconds a row"
    noisy = [f"{each['services']:,}" for each in found["sets"] if is_noisy_run(each)]
    yield f"Noisy: yes, among {' and '.join(noisy)}" if noisy else "Noisy: no"
    if failures := sum(each["failures"] for each in found["sets"]):
        yield f"Elasticsearch failed {failures} times; PostgreSQL answered for five seconds each"


def measure_row(row: Measure, small: SetFigures) -> list[str]:
    before = measure_of(small, row["page"], row["at_once"])
    return [
        row["page"],
        str(row["at_once"]),
        str(row["answers"]),
        f"{row['per_second']:.1f}",
        *(f"{wait:.1f}" for wait in (row["p50"], row["p95"], row["p99"])),
        *(
            "-" if spent is None else f"{spent:.2f}"
            for spent in (row["web_ms"], row["database_ms"], row["search_server_ms"])
        ),
        ", ".join(f"{hello:.2f}" for hello in row["hello_ms"]),
        f"{in_hellos(row):.1f}",
        f"{in_hellos(row) / in_hellos(before):.2f}" if before else "-",
    ]


def memory_row(row: Memory, small: SetFigures) -> list[str]:
    before = memory_of(small, row["process"])
    return [
        row["process"],
        f"{row['pss_mb']:.0f}",
        f"{row['rss_mb']:.0f}",
        f"{row['own_mb']:.0f}",
        f"{row['pss_mb'] / before['pss_mb']:.2f}" if before else "-",
    ]


def table(heads: list[str], rows: list[list[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
