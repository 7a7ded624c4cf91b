"""compose.yaml, Dockerfile and what they name, without a Docker engine: they parse, agree with the
rest, and give nothing away. tests/config/test_deployed_on_postgresql.py runs their commands."""

import json
import re
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from compose_spec import PyCompose
from django.conf import settings
from django.core.management import get_commands
from redis import Redis

from tests.at_once import need_postgresql
from tests.config.compose import (
    SECRETS,
    command_of,
    compose,
    image_environment,
    instructions,
    ours,
    services,
)
from tests.home.backup.sites import url_of
from tests.source import ROOT, ROOTS

SERVERS = {"postgresql": "postgres", "redis": "redis", "elasticsearch": "elasticsearch"}
# Read by the images of others, or by deploy/seed.
OF_OTHERS = {"WEB_ROLE", "COUNTRIES", "WEB_CONCURRENCY"}
SECRET = re.compile(r"PASSWORD|SECRET|KEY|TOKEN|DATABASE_URL|REDIS_URL")
OPEN = {"EMAIL_HOST_USER"}


def test_it_is_what_compose_understands():
    PyCompose.from_json(json.dumps(compose())).validate()


def test_all_the_parts_are_there():
    assert set(services()) == {*SERVERS, "seed", "web", "worker", "sockets", "proxy"}
    for name, said in services().items():
        assert set(said.get("depends_on", {})) <= set(services()), name
        assert set(said["networks"]) <= set(compose()["networks"]), name


def test_servers_are_those_of_the_tests():
    """The versions that `make services-test` contacts."""
    sys.path.insert(0, str(ROOT / "scripts"))
    try:
        from servers import elasticsearch
    finally:
        sys.path.remove(str(ROOT / "scripts"))
    assert services()["elasticsearch"]["image"] == f"elasticsearch:{elasticsearch.VERSION}"
    documented = (ROOT / "docs/how-to/deploy-with-compose.md").read_text(encoding="utf-8")
    for name, image in SERVERS.items():
        assert services()[name]["image"].startswith(f"{image}:")
        assert f"`{services()[name]['image']}`" in documented


@pytest.mark.services
def test_servers_are_those_that_answer():
    need_postgresql()
    with psycopg.connect(url_of("postgres")) as server:
        major = server.info.server_version // 10_000
    assert services()["postgresql"]["image"] == f"postgres:{major}"
    with Redis.from_url(settings.REDIS_URL) as redis:
        assert services()["redis"]["image"] == f"redis:{redis.info()['redis_version'][0]}"


def test_images_name_no_registry():
    bases = [base.split()[0] for base in instructions("FROM")]
    images = [said["image"] for said in services().values()]
    assert len(set(bases)) == 1
    assert not [name for name in (*bases, *images) if "/" in name]


def test_only_the_proxy_is_reached_from_outside():
    assert [name for name, said in services().items() if "ports" in said] == ["proxy"]
    assert compose()["networks"]["behind"]["internal"] is True
    for name in SERVERS:
        assert services()[name]["networks"] == ["behind"]


@pytest.mark.parametrize("name", sorted({*ours(), "proxy", "redis"}))
def test_nothing_can_be_written_nor_gained(name):
    said = services()[name]
    assert said["read_only"] is True
    assert said["cap_drop"] == ["ALL"]
    assert said["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in said
    user = said.get("user") or instructions("USER")[-1]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)


@pytest.mark.parametrize("name", sorted(services()))
def test_secrets_are_in_files_only(name):
    said = services()[name]
    held = set(said.get("secrets", []))
    environment = said.get("environment", {})
    in_files = {
        value.removeprefix(SECRETS)
        for value in environment.values()
        if str(value).startswith(SECRETS)
    }
    assert in_files <= held <= set(compose()["secrets"])
    open_ones = [
        key
        for key in environment
        if SECRET.search(key) and not key.endswith("_FILE") and key not in OPEN
    ]
    assert not open_ones


def test_the_web_role_is_that_of_all_but_the_seed():
    urls = {name: said["environment"]["DATABASE_URL_FILE"] for name, said in ours().items()}
    assert urls.pop("seed") == f"{SECRETS}owner_url"
    assert set(urls.values()) == {f"{SECRETS}web_url"}
    for name in urls:
        assert "owner_url" not in services()[name]["secrets"]


def test_secrets_are_made_by_the_command(tmp_path):
    make = [str(ROOT / "deploy/make-secrets"), str(tmp_path / "secrets")]
    subprocess.run(make, check=True)
    made = {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()}
    named = {said["file"].removeprefix("deploy/secrets/") for said in compose()["secrets"].values()}
    assert named == set(compose()["secrets"]) <= set(made)
    assert len(made["secret_key"].strip()) >= 50
    assert made["web_password"].strip() in made["web_url"]
    assert (tmp_path / "secrets").stat().st_mode & 0o077 == 0
    subprocess.run(make, check=True)
    assert {path.name: path.read_text() for path in (tmp_path / "secrets").iterdir()} == made
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert "/deploy/secrets/" in ignored


def test_variables_are_documented():
    documented = (ROOT / "docs/reference/settings.md").read_text(encoding="utf-8")
    said = {key.removesuffix("_FILE") for one in ours().values() for key in one["environment"]}
    assert not {key for key in said - OF_OTHERS if f"| `{key}` |" not in documented}


def test_commands_exist():
    seed = (ROOT / "deploy/seed").read_text(encoding="utf-8")
    named = set(re.findall(r"manage\.py (\w+)", seed))
    assert {"migrate", "grant_role", "prepare", "collectstatic", "check"} <= named
    named |= {words[2] for words in map(command_of, ours()) if words[:2] == ["python", "manage.py"]}
    assert named <= set(get_commands())
    assert command_of("seed") == ["deploy/seed"]
    assert (ROOT / "deploy/seed").stat().st_mode & 0o111


def test_the_linter_finds_nothing():
    linter = Path(sys.executable).with_name("hadolint")
    done = subprocess.run(
        [linter, ROOT / "Dockerfile"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_takes_the_code_and_nothing_else():
    kept = {
        line.removeprefix("!").rstrip("/")
        for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
        if line.startswith("!")
    }
    copied = [
        words.split()[:-1] for words in instructions("COPY") if not words.startswith("--from")
    ]
    sources = {source for words in copied for source in words}
    assert (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()[1] == "*"
    assert {
        source.split("/")[0] if source.startswith("requirements") else source for source in sources
    } == kept
    assert not [source for source in sources if not [*ROOT.glob(source)]]
    assert {*ROOTS, "templates", "static", "locale"} <= sources
    assert image_environment()["DJANGO_SETTINGS_MODULE"] == "config.settings.base"


def test_packages_are_those_of_the_lock():
    [install] = [words for words in instructions("RUN") if "pip install" in words]
    assert install.count("--require-hashes") == 2
    lock = (ROOT / "requirements/production.txt").read_text(encoding="utf-8")
    for package in ("gunicorn", "daphne", "channels-redis", "django-redis", "psycopg-binary"):
        assert re.search(rf"^{package}==", lock, re.MULTILINE), package
    assert "pytest" not in lock
