"""A real demo site on a private port, in its own process and database, and a real Chromium.

MAILLAGE_E2E_FOLDER=/some/folder keeps the demo between runs, while the tests are being written.
"""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
# The demo migrates and seeds before it serves: a minute on a quiet machine.
STARTS_WITHIN = 300


@dataclass(frozen=True, slots=True)
class Site:
    """Where the demo answers, since when, and how its people sign in."""

    url: str
    folder: Path
    environment: dict[str, str]
    since: str

    def login(self, key: str) -> dict[str, str]:
        logins = json.loads((self.folder / "demo-logins.json").read_text(encoding="utf-8"))
        return next(login for login in logins if login["email"].startswith(f"{key}@"))

    def manage(self, *arguments: str) -> str:
        """What a command of the demo's own database prints."""
        done = subprocess.run(
            [sys.executable, str(ROOT / "manage.py"), *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
        )
        return done.stdout.strip()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    kept = os.environ.get("MAILLAGE_E2E_FOLDER")
    folder = Path(kept) if kept else tmp_path_factory.mktemp("demo")
    address = f"127.0.0.1:{free_port()}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}",
        "VAR_DIR": str(folder),
        "SITE_URL": f"http://{address}",
        # One person proposes for many tests, some of which refuse.
        "PROPOSAL_LIMITS": "false",
    }
    log = (folder / "serve.log").open("w")
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "demo", address],
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    url = environment["SITE_URL"]
    try:
        _wait_for(url, process, folder)
        yield Site(url, folder, environment, datetime.now(UTC).isoformat())
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()


def _wait_for(url: str, process: subprocess.Popen[bytes], folder: Path) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end and process.poll() is None:
        try:
            with urlopen(url, timeout=10) as answer:  # noqa: S310 our own server
                if answer.status == 200:
                    return
        except (URLError, TimeoutError):
            time.sleep(1)
    raise RuntimeError((folder / "serve.log").read_text(encoding="utf-8")[-3000:])


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    executable = shutil.which("chromium")
    assert executable, "Debian's chromium is missing: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM + QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def pictures() -> Path:
    folder = ROOT / "var" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A visitor's page; errors of the console and of the policy fail the test."""
    context = browser.new_context(base_url=site.url, locale="fr-FR")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if _is_bad(message.type) else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


def _is_bad(kind: str) -> bool:
    return kind in {"error", "warning"}


@pytest.fixture(scope="session")
def addresses(site: Site) -> dict[str, str]:
    """One address of every kind of public page."""
    paths = site.manage("public_paths")
    return json.loads(paths.splitlines()[-1])
