"""Conventions that no tool checks for us: templates, words, permissions, settings, data files."""

import ast
import csv
import json
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps
from django.template import TemplateDoesNotExist, TemplateSyntaxError
from django.template.loader import get_template
from django.template.utils import get_app_template_dirs
from django.utils.translation import override
from wagtail.models import Page

from tests.source import ROOT, ROOTS, called, calls, functions, modules
from tests.test_architecture import APPS

TEMPLATES = ROOT / "templates"
NAMES = sorted(
    str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.*") if path.is_file()
)
SOURCES = {name: (TEMPLATES / name).read_text(encoding="utf-8") for name in NAMES}
HTML = {name: text for name, text in SOURCES.items() if name.endswith(".html")}
# Found by Django, Wagtail or allauth by their very name.
KNOWN_BY_NAME = {
    "400.html",
    "403.html",
    "403_csrf.html",
    "404.html",
    "410.html",
    "429.html",
    "500.html",
}

FORBIDDEN = {
    "marks contributed text as safe": re.compile(r"\|\s*safe(?:seq)?\b"),
    "escapes nothing": re.compile(r"autoescape\s+off"),
    "an inline style": re.compile(r"\sstyle\s*=|<style\b", re.IGNORECASE),
    "an inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an inline script": re.compile(
        r"<script\b(?![^>]*(?:\bsrc=|type=\"application/(?:ld\+)?json\"))", re.IGNORECASE
    ),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "the old names of translate tags": re.compile(r"{%\s*(?:trans|blocktrans)\b"),
    "an address of another site for a file": re.compile(
        r"<(?:script|img|iframe|source)\b[^>]*\ssrc=[\"']?(?:https?:)?//", re.IGNORECASE
    ),
}
LOAD = re.compile(r"{% load (?P<libraries>[\w ]+?)(?: from \w+)? %}")
GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}
MAY_MARK_SAFE = {
    "offers/markup.py": "escapes every value that is not safe already",
    "offers/templatetags/clean.py": "cleans with nh3 in the same breath",
    "site/home/style.py": "names the type that Django's own template engine returns",
}
# Proper nouns and acronyms that begin a verbose name.
CAPITALS = {"ID", "OpenID", "URL", "SIRET", "PublicOffer", "HomePage"}
MINIMUM_EXPRESSIONS = 10


def test_every_template_parses():
    faults = {}
    for name in NAMES:
        try:
            get_template(name)
        except (TemplateSyntaxError, TemplateDoesNotExist) as error:
            faults[name] = str(error)
    assert not faults


INCLUDED = re.compile(r'{% include "([^"]+)"(.*?)%}')


def test_a_form_in_a_part_gets_the_token_of_its_page():
    """`only` leaves it behind: the form is drawn without, and what it sends is refused."""
    forms = {name for name, page in HTML.items() if "{% csrf_token %}" in page}
    without = [
        f"{name} includes {part}"
        for name, page in HTML.items()
        for part, given in INCLUDED.findall(page)
        if part in forms and given.split()[-1:] == ["only"] and "csrf_token=" not in given
    ]
    assert without == []


def third_party_templates() -> set[str]:
    """Templates of installed packages: ours of the same name take their place."""
    found = set()
    for folder in get_app_template_dirs("templates"):
        if ROOT not in Path(folder).parents or ".venv" in str(folder):
            found |= {str(path.relative_to(folder)) for path in Path(folder).rglob("*.*")}
    return found


def test_every_template_is_used():
    said = "\n".join([*map(ast.unparse, modules().values()), *SOURCES.values()])
    pages = {model.template for model in apps.get_models() if issubclass(model, Page)}
    known = KNOWN_BY_NAME | pages | third_party_templates() | named_by_their_stem(said)
    unused = [
        name
        for name in NAMES
        if name not in known and not re.search(rf"[\"']{re.escape(name)}[\"']", said)
    ]
    assert not unused


def named_by_their_stem(said: str) -> set[str]:
    """A kind of notice has two templates by its name; a component is drawn on the page of all."""
    stems = {name: re.sub(r"(\.subject)?\.\w+$", "", name).partition("/")[2] for name in NAMES}
    return {
        name
        for name, stem in stems.items()
        if name.startswith(("emails/", "components/"))
        and re.search(rf"[\"']{re.escape(stem)}[\"']", said)
    }


def test_template_loads_are_sorted_and_said_once():
    loads = {
        name: [part for found in LOAD.finditer(text) for part in found["libraries"].split()]
        for name, text in SOURCES.items()
    }
    assert not {name: said for name, said in loads.items() if said != sorted(set(said))}


@pytest.mark.parametrize("fault", FORBIDDEN)
def test_no_page_has(fault):
    assert not {
        name: found[0] for name, text in HTML.items() if (found := FORBIDDEN[fault].search(text))
    }


def test_no_mail_marks_text_as_safe():
    pattern = FORBIDDEN["marks contributed text as safe"]
    assert not [name for name in NAMES if pattern.search(SOURCES[name])]


@pytest.mark.parametrize(
    ("fault", "source"),
    [
        ("marks contributed text as safe", "{{ page.what|safe }}"),
        ("escapes nothing", "{% autoescape off %}"),
        ("an inline style", '<p style="color: red">'),
        ("an inline handler", '<button type="button" onclick="go()">'),
        ("an inline script", "<script>go()</script>"),
        ("a javascript: address", '<a href="javascript:go()">'),
        ("the old names of translate tags", '{% trans "Hello" %}'),
        ("an address of another site for a file", '<img alt="" src="https://example.org/a.png">'),
    ],
)
def test_a_forbidden_thing_is_seen(fault, source):
    assert FORBIDDEN[fault].search(source)


def test_only_cleaned_text_is_marked_safe():
    marking = {
        path
        for path, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Name | ast.alias)
        and getattr(node, "id", getattr(node, "name", ""))
        in {"mark_safe", "SafeString", "SafeText"}
    }
    assert marking <= set(MAY_MARK_SAFE)


def starts_small(text: str) -> bool:
    first = text.split(" ", 1)[0]
    return not first[:1].isupper() or first in CAPITALS


def test_verbose_names_are_lower_case():
    with override("en"):
        loud = [
            f"{model.__name__}.{name}: {text}"
            for model in apps.get_models()
            if model._meta.app_label in APPS
            for name, text in verbose_names(model)
            if not starts_small(text)
        ]
    assert not loud


def verbose_names(model: type) -> list[tuple[str, str]]:
    meta = model._meta
    own = [field for field in meta.local_fields if not field.auto_created]
    return [
        ("Meta", str(meta.verbose_name)),
        ("Meta", str(meta.verbose_name_plural)),
        *((field.name, str(field.verbose_name)) for field in own),
    ]


def permissions() -> dict[str, ast.FunctionDef | ast.AsyncFunctionDef]:
    return {
        f"{path}::{function.name}": function
        for path, tree in modules().items()
        if path.endswith("permissions.py") or "/permissions/" in path
        for function in functions(tree)
        if function.name.startswith("can_")
    }


def test_every_permission_says_its_policy():
    assert not [name for name, function in permissions().items() if not ast.get_docstring(function)]


def test_every_permission_is_named_in_a_test():
    tests = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (ROOT / "tests").rglob("test_*.py")
        if path.name != Path(__file__).name
    )
    unnamed = [
        name for name in permissions() if not re.search(rf"\b{name.split('::')[1]}\b", tests)
    ]
    assert not unnamed


def settings_read() -> set[str]:
    """Names of the environment variables that settings and config/env.py read."""
    folder = ROOT / "site/config"
    names = set()
    for path in [folder / "env.py", *folder.glob("settings/*.py")]:
        for call in calls(ast.parse(path.read_text(encoding="utf-8"))):
            first = call.args[0] if call.args else None
            if (
                called(call).startswith("env_")
                and isinstance(first, ast.Constant)
                and called(call) != "env_database"
            ):
                names.add(first.value)
    return names


def test_every_setting_is_documented_and_no_other():
    text = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \|", text, re.MULTILINE)) == settings_read()


def test_every_setting_is_in_the_example_file():
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    assert set(re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", text, re.MULTILINE)) == settings_read()


def test_only_settings_read_the_environment():
    elsewhere = [
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        if not path.startswith("site/config/")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    ]
    assert not elsewhere


DATA = sorted(
    path
    for root in ROOTS
    for path in (ROOT / root).rglob("*")
    if path.suffix in {".toml", ".jsonl", ".json", ".csv"} and "data" in path.parts
)


@pytest.mark.parametrize("path", DATA, ids=lambda path: str(path.relative_to(ROOT)))
def test_data_file_is_valid(path):
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".toml":
        assert tomllib.loads(text)
    elif path.suffix == ".json":
        assert json.loads(text)
    elif path.suffix == ".jsonl":
        assert all(isinstance(json.loads(line), dict) for line in text.splitlines())
    else:
        rows = list(csv.reader(text.splitlines()))
        assert {len(row) for row in rows} == {len(rows[0])}


def test_french_needs_are_all_there_with_their_expressions():
    folder = ROOT / "offers/data/fr"
    needs = tomllib.loads((folder / "needs.toml").read_text(encoding="utf-8"))
    assert (len(needs["category"]), len(needs["need"])) == (16, 69)
    lines = [
        json.loads(line)
        for path in folder.glob("expressions/*.jsonl")
        if path.name != "autres-langues.jsonl"
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    counted = Counter(line["need"] for line in lines)
    poor = [need for need in needs["need"] if counted[need["code"]] < MINIMUM_EXPRESSIONS]
    assert not poor
    assert set(counted) <= {need["code"] for need in needs["need"]} | {""}


def translated_texts(tree: ast.AST) -> list[ast.expr]:
    return [argument for call in calls(tree) if called(call) in GETTEXT for argument in call.args]


def test_translated_texts_are_constants():
    """An f-string inside gettext makes a new text each time, which nobody translated."""
    built = [
        f"{path}:{text.lineno}"
        for path, tree in modules().items()
        for text in translated_texts(tree)
        if isinstance(text, ast.JoinedStr | ast.BinOp)
    ]
    assert not built


def test_placeholders_of_translated_texts_have_names():
    unnamed = [
        f"{path}:{text.lineno} {text.value}"
        for path, tree in modules().items()
        for text in translated_texts(tree)
        if isinstance(text, ast.Constant) and re.search(r"(?<!%)%[sd]|\{\}", str(text.value))
    ]
    assert not unnamed
