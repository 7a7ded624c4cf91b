"""What the documents say must hold: commands exist, links lead somewhere, parts are all there."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands

from config.version import VERSION
from tests.source import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
READMES = [ROOT / "README.md", ROOT / "README.en.md"]
DECISIONS = sorted((ROOT / "docs/adr").glob("*.md"))
LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")
HEADINGS = ["Status", "Context", "Decision", "Consequences"]
LONGEST_DECISION = 60
NOT_THERE = {
    "site/__init__.py": "it must not exist",
    "search/engines/elasticsearch.py": "the one home of an engine that comes later",
}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def targets(makefile: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9][a-z0-9-]*):", makefile, re.MULTILINE))


def test_make_commands_of_the_docs_exist():
    known = targets((ROOT / "Makefile").read_text(encoding="utf-8"))
    said = {
        (name(page), command)
        for page in PAGES
        for command in re.findall(
            r"(?:^|`)make ([a-z0-9-]+)", page.read_text(encoding="utf-8"), re.MULTILINE
        )
    }
    assert said
    assert not {(page, command) for page, command in said if command not in known}


def test_every_make_command_says_what_it_does():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    listed = set(re.findall(r"^([a-z0-9-]+):.*## ", makefile, re.MULTILINE))
    assert targets(makefile) == listed
    assert listed == set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())


def test_management_commands_of_the_docs_exist():
    said = {
        (name(page), command)
        for page in PAGES
        for command in re.findall(r"manage\.py ([a-z][a-z_]+)", page.read_text(encoding="utf-8"))
    }
    assert not {(page, command) for page, command in said if command not in get_commands()}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_links_lead_somewhere(page):
    broken = []
    for link in LINK.finditer(page.read_text(encoding="utf-8")):
        path, _, anchor = link["target"].partition("#")
        if re.match(r"[a-z]+:", path):
            continue
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link["target"])
    assert not broken


def anchors(page: Path) -> set[str]:
    titles = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", title).strip().lower().replace(" ", "-") for title in titles}


@pytest.mark.parametrize("decision", DECISIONS, ids=name)
def test_decision_has_its_four_parts_and_fits_a_page(decision):
    text = decision.read_text(encoding="utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS
    number = int(decision.name[:4])
    assert text.startswith(f"# {number}. ")
    assert len(text.splitlines()) <= LONGEST_DECISION


def test_decisions_are_numbered_without_gap():
    assert [int(decision.name[:4]) for decision in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_both_readmes_have_the_same_shape():
    shapes = [
        re.findall(r"^(#+|\| `[^|]*`|```|!\[)", page.read_text(encoding="utf-8"), re.MULTILINE)
        for page in READMES
    ]
    assert shapes[0] == shapes[1]


def test_readme_names_settings_that_exist():
    documented = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    named = {
        setting
        for page in READMES
        for setting in re.findall(r"`([A-Z][A-Z0-9_]+)`", page.read_text(encoding="utf-8"))
    }
    assert named
    assert not {setting for setting in named if f"| `{setting}` |" not in documented}


def test_files_named_by_the_docs_exist():
    said = {
        (name(page), path)
        for page in PAGES
        for path in re.findall(
            r"`((?:site|scripts|requirements|tests|docs|offers|search)/[\w./-]+)`",
            page.read_text(encoding="utf-8"),
        )
    }
    assert not {
        (page, path) for page, path in said if path not in NOT_THERE and not (ROOT / path).exists()
    }


def test_version_is_the_same_everywhere():
    publiccode = (ROOT / "publiccode.yml").read_text(encoding="utf-8")
    assert f'softwareVersion: "{VERSION}"' in publiccode
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    date = re.search(rf"^## \[{re.escape(VERSION)}\] - (\S+)$", changelog, re.MULTILINE)
    assert f'releaseDate: "{date[1]}"' in publiccode


def test_licence_is_the_affero_one():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["license"] == "AGPL-3.0-or-later"
    licence = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in licence
    assert "13. Remote Network Interaction" in licence


def test_changelog_keeps_its_form():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    kinds = set(re.findall(r"^### (.+)$", changelog, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    assert re.findall(r"^## \[(.+?)\]", changelog, re.MULTILINE)[0] == "Unreleased"


def test_publiccode_has_what_the_standard_asks():
    said = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    required = "name url platforms categories developmentStatus softwareType description legal"
    assert {*required.split(), "publiccodeYmlVersion", "maintenance", "localisation"} <= set(said)
    assert said["maintenance"]["type"] == "community"
    assert said["maintenance"]["contacts"]
    for text in said["description"].values():
        assert len(text["genericName"]) <= 35
        assert len(text["shortDescription"]) <= 150
        assert 150 <= len(text["longDescription"]) <= 10_000
        assert text["features"]
