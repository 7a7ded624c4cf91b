"""The doctor says of each thing whether it is there, and how to get what is not."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from home import examinations as tools
from journal import doctor, examinations, health
from journal.health import Health, Probes, Reporter, State
from journal.management.commands.doctor import line
from tests.source import ROOT


@pytest.fixture
def registries(monkeypatch) -> dict[str, Probes]:
    """The parts of /readyz, what the doctor adds, and what the test suites need: none yet."""
    made = {name: Probes(seconds=1) for name in ("parts", "own", "tools")}
    monkeypatch.setattr(health, "report", Reporter(made["parts"]).report)
    monkeypatch.setattr(doctor, "_examinations", made["own"])
    monkeypatch.setattr(doctor, "_tools", made["tools"])
    return made


def absent() -> Health:
    return Health.down("not found", "apt-get install it")


def said(capsys) -> list[str]:
    return capsys.readouterr().out.splitlines()


def test_one_line_a_thing(registries, capsys) -> None:
    registries["parts"].register("cache")(lambda: Health.degraded("silent", "start Redis"))
    registries["own"].register("python")(lambda: Health.ok("3.11.7"))
    registries["own"].register("settings")(Health.ok)
    registries["tools"].register("maven")(absent)
    call_command("doctor")
    assert said(capsys) == [
        "degraded  cache: silent -> start Redis",
        "ok        python: 3.11.7",
        "ok        settings",
    ]


@pytest.mark.parametrize("registry", ["parts", "own"])
def test_it_fails_when_something_needed_is_missing(registries, capsys, registry) -> None:
    registries[registry].register("database")(absent)
    with pytest.raises(CommandError, match="Missing: database") as refusal:
        call_command("doctor")
    assert refusal.value.returncode == 1
    assert said(capsys) == ["missing   database: not found -> apt-get install it"]


def test_tools_of_the_suites_are_needed_by_who_develops(registries, capsys) -> None:
    registries["tools"].register("maven")(absent)
    call_command("doctor")
    with pytest.raises(CommandError, match="maven"):
        call_command("doctor", "--dev")


@pytest.mark.django_db(transaction=True)
def test_the_real_lines(capsys) -> None:
    call_command("doctor")
    names = [text[10:].partition(":")[0] for text in said(capsys)]
    promised = {"python", "settings", "database_server", "redis", "elasticsearch", "disk"}
    promised |= {"static_files", "encoder", *health.names()}
    assert promised == set(names)
    assert len(names) == len(set(names))


def test_no_registry_hides_a_name_of_another() -> None:
    names = [*health.names(), *doctor._examinations.names(), *doctor._tools.names()]
    assert len(names) == len(set(names))


def test_settings_for_development_are_not_for_service() -> None:
    found = examinations.examine_settings()
    assert found.state is State.DEGRADED
    assert "config.settings.base" in found.remedy


def test_settings_of_production_are_checked(settings) -> None:
    settings.SECURE_SSL_REDIRECT = False
    settings.SETTINGS_MODULE = examinations.PRODUCTION
    found = examinations.examine_settings()
    assert found.state is State.DOWN
    assert "security.W008" in found.detail


def test_redis_that_is_asked_for_without_its_packages(settings, monkeypatch) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(examinations, "REDIS_PACKAGES", ("json", "no_such_package"))
    found = examinations.examine_redis()
    assert found.state is State.DOWN
    assert "no_such_package" in found.detail
    assert "127.0.0.1" not in line("redis", found)


def test_a_full_disk(monkeypatch) -> None:
    monkeypatch.setattr(examinations, "GIGABYTE", 10**30)
    assert examinations.examine_disk().state is State.DEGRADED


def test_static_files_that_were_not_collected(settings, tmp_path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "home.static_files.StaticFilesStorage"},
    }
    assert tools.examine_static_files().state is State.DOWN
    manifest = '{"version": "1.1", "paths": {"a.css": "a.1.css"}, "hash": ""}'
    (tmp_path / "staticfiles.json").write_text(manifest, encoding="utf-8")
    assert tools.examine_static_files() == Health.ok("1 collected")


@pytest.mark.parametrize(
    ("release", "major"),
    [('JAVA_VERSION="25.0.1"\n', 25), ('X="1"\nJAVA_VERSION="1.8.0_432"\n', 1), ("", 0)],
)
def test_the_version_of_a_java(tmp_path, release, major) -> None:
    (tmp_path / "release").write_text(release, encoding="utf-8")
    assert tools.java_version(tmp_path) == major


def test_an_old_java_is_not_enough(tmp_path, monkeypatch, settings) -> None:
    monkeypatch.setattr(tools, "JAVA_FOLDER", tmp_path)
    home = tmp_path / "java-17"
    home.mkdir()
    (home / "release").write_text('JAVA_VERSION="17.0.13"\n', encoding="utf-8")
    settings.ES_JAVA_HOME = ""
    assert tools.find_java().state is State.DOWN
    newer = Path(tmp_path / "elsewhere")
    newer.mkdir()
    (newer / "release").write_text('JAVA_VERSION="21"\n', encoding="utf-8")
    assert tools.find_java() == Health.ok(str(newer))


def test_programs_that_are_not_there(monkeypatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr(tools, "POSTGRESQL_FOLDER", Path("/nowhere"))
    finders = {
        tools.find_postgresql: "postgresql",
        tools.find_redis: "redis-server",
        tools.find_maven: "maven",
        tools.find_chromium: "chromium",
        tools.find_gettext: "gettext",
    }
    for find, package in finders.items():
        assert find().state is State.DOWN
        assert f"apt-get install {package}" in find().remedy


def test_every_line_is_in_the_reference() -> None:
    page = (ROOT / "docs/reference/operations.md").read_text(encoding="utf-8")
    names = [*health.names(), *doctor._examinations.names(), *doctor._tools.names()]
    assert not [name for name in names if f"`{name}`" not in page]
