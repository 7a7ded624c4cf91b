"""The checks of `make check` and the plugins of pytest can fail, and only when they should."""

import os
import struct
import subprocess
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

from tests.source import ROOT

PO = """
msgid ""
msgstr "Plural-Forms: nplurals=2; plural=(n > 1);"

#, python-format
msgid "%(count)s offer"
msgid_plural "%(count)s offers"
msgstr[0] "%(count)s offre"
msgstr[1] "%(count)s offres"

msgctxt "button"
msgid "Send"
msgstr ""
"Envo"
"yer"

#~ msgid "gone"
#~ msgstr "parti"
"""


def load(name: str) -> ModuleType:
    loader = SourceFileLoader(name, str(ROOT / "scripts" / name))
    spec = spec_from_loader(name, loader)
    module = module_from_spec(spec)
    sys.modules[name] = module
    loader.exec_module(module)
    return module


check_messages = load("check_messages")
check_tree = load("check_tree")


@pytest.fixture
def catalogue(tmp_path):
    """A French catalogue of two texts, complete and compiled."""
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    path = folder / "django.po"
    path.write_text(PO, encoding="utf-8")
    compile_to(path.with_suffix(".mo"), check_messages.read_po(path))
    return path


def compile_to(path: Path, entries: list) -> None:
    """What msgfmt writes: a header, two tables of lengths and places, the texts."""
    pairs = sorted(
        (
            entry.key + (f"\0{entry.plural}" if entry.plural else ""),
            "\0".join(entry.texts[form] for form in sorted(entry.texts)),
        )
        for entry in entries
    )
    texts = [text.encode() for pair in zip(*pairs, strict=True) for text in pair]
    start = 28 + 8 * len(texts)
    rows = b""
    for index, text in enumerate(texts):
        place = start + sum(len(before) + 1 for before in texts[:index])
        rows += struct.pack("<2I", len(text), place)
    header = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    path.write_bytes(header + rows + b"".join(text + b"\0" for text in texts))


TEXTS = {"%(count)s offer": Path("a.py"), "button\x04Send": Path("b.py")}


def faults(catalogue: Path, texts: dict[str, Path] | None = None) -> list[str]:
    return list(check_messages.faults_of_catalogue(catalogue, texts or TEXTS))


def test_a_complete_catalogue_has_no_fault(catalogue):
    assert faults(catalogue) == []


def test_a_text_of_the_code_that_is_not_in_the_catalogue(catalogue):
    assert "not translated: 'New' (c.py)" in faults(catalogue, {**TEXTS, "New": Path("c.py")})


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('"yer"', '"yez"', "django.mo is stale"),
        ("#, python-format", "#, fuzzy, python-format", "fuzzy: '%(count)s offer'"),
        ('"Envo"\n"yer"', '""', "not translated: 'button | Send' (b.py)"),
        ("%(count)s offres", "%(nombre)s offres", "placeholders differ"),
    ],
)
def test_a_faulty_catalogue_is_told(catalogue, before, after, said):
    catalogue.write_text(PO.replace(before, after), encoding="utf-8")
    assert any(fault.startswith(said) for fault in faults(catalogue))


def test_texts_are_found_in_code_and_templates():
    code = '_("one")\nngettext("%(n)s day", "%(n)s days", n)\npgettext("c", "two")\nother("three")'
    assert list(check_messages.texts_of_python(code)) == ["one", "%(n)s day", "c\x04two"]
    page = (
        '{% translate "one" %}{% translate "two" context "c" %}'
        "{% blocktranslate count n=n %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}"
        "{% blocktranslate trimmed %}\n  It's\n  <b>here</b>\n{% endblocktranslate %}"
    )
    found = set(check_messages.texts_of_template(page))
    assert found == {"one", "c\x04two", "%(n)s day", "It's <b>here</b>"}


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a registry's host", "https://files.python" + "hosted.org/x"),
        ("a registry's host", "registry.npm" + "js.org"),
        ("a package index of one machine", "--extra-" + "index-url https://example.org/"),
        ("a folder of one machine", 'PATH = "/ro' + 'ot/project"'),
        ("a folder of one machine", "cd /ho" + "me/alice/project"),
        ("a conflict mark", "<" * 7 + " HEAD"),
    ],
)
def test_a_file_tied_to_one_machine_is_told(what, text):
    assert [fault.split(": ")[1] for fault in check_tree.faults_of_text("a", text)] == [what]


@pytest.mark.parametrize(
    "text",
    ["https://example.org/home/page", "site/home/models.py", "reverse('home:me')", "=======\n"],
)
def test_an_ordinary_line_is_not(text):
    assert list(check_tree.faults_of_text("a", text)) == []


def test_locks_agree_with_the_project():
    assert [*check_tree.faults_of_locks(), *check_tree.faults_of_hashes()] == []


def run_pytest(folder: Path, source: str, *options: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_it.py").write_text(source, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n  e2e\n  services\n", encoding="utf-8")
    plugins = [f"-ptests.plugins.{name}" for name in ("not_run", "nothing_skipped")]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *plugins, *options, str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


MARKED = """
import pytest
def test_plain(): pass
@pytest.mark.e2e
def test_journey(): pass
@pytest.mark.services
@pytest.mark.parametrize("number", [1, 2])
def test_server(number): pass
"""


@pytest.mark.parametrize("workers", [(), ("-p", "xdist", "-n", "2")], ids=["alone", "parallel"])
def test_what_did_not_run_is_named_last(tmp_path, workers):
    done = run_pytest(tmp_path, MARKED, "-m", "not e2e and not services", *workers)
    assert done.stdout.splitlines()[-3:-1] == [
        "Not run: 1 e2e tests. Run make e2e.",
        "Not run: 2 services tests. Run make services-test.",
    ]


def test_a_run_of_everything_names_nothing(tmp_path):
    assert "Not run" not in run_pytest(tmp_path, MARKED).stdout


@pytest.mark.parametrize(
    "source",
    [
        "import pytest\ndef test_it(): pytest.skip('no server')",
        "import pytest\npytest.skip('no server', allow_module_level=True)",
    ],
)
def test_a_skipped_test_fails_where_all_must_run(tmp_path, source):
    done = run_pytest(tmp_path, source)
    assert done.returncode == 1
    assert "Skipped, so failed: " in done.stdout
