"""Elasticsearch 9: the official build that Maven Central keeps for tests, and a JDK of the system.

It has no `GET /`, and neither French analysis, scripts nor reindexing: the site uses none of them.
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import urllib.request
import zipfile
from pathlib import Path
from typing import Any

from servers.kinds import Kind
from servers.processes import Running, free_port, give_to_owner

VERSION = "9.2.0"
ARTIFACT = f"org.elasticsearch.distribution.integ-test-zip:elasticsearch:{VERSION}:zip"
SHA256 = "bf44938a0490ba2a303d39c9cb64b38963dd08c812ce93e10816e878585bcb6b"
OLDEST_JAVA = 21
JVMS = Path("/usr/lib/jvm")
OWN_USER = "maillage-search"
HEAP = "-Xms1g -Xmx1g"
TRANSPORT_PORT = 19300


class Elasticsearch(Kind):
    """`settings`: of elasticsearch.yml, for nodes that find each other; one alone by default."""

    name = "elasticsearch"
    port = 19200
    users = (OWN_USER,)
    variable = "ELASTICSEARCH_URL"
    start_seconds = 120
    stop_signal = signal.SIGTERM

    def __init__(self, settings: dict[str, str] | None = None, heap: str = HEAP) -> None:
        self.settings = {"discovery.type": "single-node"} if settings is None else settings
        self.heap = heap

    def missing(self) -> list[str]:
        return [] if installed().exists() or shutil.which("mvn") else ["maven"]

    def fetch(self) -> None:
        java_home()
        if os.geteuid() == 0:
            _make_own_user()
        if not installed().exists():
            _unpack(_archive(), installed())

    def prepare(self, folder: Path, port: int, password: str) -> list[str]:
        config = folder / "config"
        if not config.exists():
            shutil.copytree(installed() / "config", config)
        settings = {
            "transport.port": str(free_port(TRANSPORT_PORT)),
            **self.settings,
            "http.port": str(port),
            "network.host": "127.0.0.1",
            "path.data": str(folder / "data"),
            "path.logs": str(folder / "logs"),
            "xpack.security.enabled": "false",
            # A test machine's disk may be nearly full.
            "cluster.routing.allocation.disk.threshold_enabled": "false",
        }
        lines = "".join(f"{name}: {value}\n" for name, value in settings.items())
        (config / "elasticsearch.yml").write_text(lines, encoding="utf-8")
        for path in [config, *config.iterdir()]:
            give_to_owner(path, folder)
        config.chmod(0o700)
        (folder / "tmp").mkdir(exist_ok=True)
        shutil.chown(folder / "tmp", folder.stat().st_uid, folder.stat().st_gid)
        return [str(installed() / "bin" / "elasticsearch")]

    def environment(self, folder: Path) -> dict[str, str]:
        return {
            "ES_JAVA_HOME": str(java_home()),
            "ES_JAVA_OPTS": self.heap,
            "ES_PATH_CONF": str(folder / "config"),
            "ES_TMPDIR": str(folder / "tmp"),
        }

    def version(self, running: Running) -> str:
        health = _asked(running, "_cluster/health?wait_for_status=yellow&timeout=1s")
        if health.get("status") not in {"yellow", "green"}:
            return ""
        nodes = _asked(running, "_nodes/_local?filter_path=nodes.*.version").get("nodes", {})
        return next((node["version"] for node in nodes.values()), "")

    def address(self, running: Running) -> str:
        return f"http://127.0.0.1:{running.port}"


def java_home() -> Path:
    """Of ES_JAVA_HOME, else of the newest JDK of the system. Raises SystemExit when none is new
    enough."""
    asked = os.environ.get("ES_JAVA_HOME")
    homes = [Path(asked)] if asked else [path.parent.parent for path in JVMS.glob("*/bin/java")]
    newest = max(homes, key=java_version, default=None)
    if newest is None or java_version(newest) < OLDEST_JAVA:
        raise SystemExit(
            f"Elasticsearch needs a JDK {OLDEST_JAVA} or newer: install one under {JVMS} "
            "(Temurin 25 was tried), or set ES_JAVA_HOME to its folder."
        )
    return newest


def java_version(home: Path) -> int:
    """Its major version, 0 when there is no JDK; as its file `release` says."""
    with contextlib.suppress(OSError):
        release = (home / "release").read_text(encoding="utf-8")
        if found := re.search(r'^JAVA_VERSION="(\d+)', release, re.MULTILINE):
            return int(found[1])
    return 0


def installed() -> Path:
    """Outside the checkout, where an unprivileged user can read it."""
    own = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    base = Path("/var/cache") if os.geteuid() == 0 else own
    return base / "maillage" / f"elasticsearch-{VERSION}"


def _archive() -> Path:
    """The zip in Maven's own cache, fetched when it is not there, and the one we know."""
    command = ["mvn", "--batch-mode", "--quiet", "dependency:get", "-Dtransitive=false"]
    done = subprocess.run([*command, f"-Dartifact={ARTIFACT}"], check=False, stdout=2)
    if done.returncode:
        raise SystemExit(f"Maven could not fetch {ARTIFACT}.")
    group, artifact, version, kind = ARTIFACT.split(":")
    folder = Path.home() / ".m2" / "repository" / group.replace(".", "/") / artifact / version
    archive = folder / f"{artifact}-{version}.{kind}"
    with archive.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    if digest != SHA256:
        raise SystemExit(f"{archive} is not the build that we know: {digest}.")
    return archive


def _unpack(archive: Path, target: Path) -> None:
    """All at once, so that of two who do it neither finds it half done."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as part:
        with zipfile.ZipFile(archive) as content:
            content.extractall(part)
        unpacked = next(Path(part).iterdir())
        for path in (unpacked / "bin").iterdir():
            path.chmod(0o755)
        # Somebody else's came first.
        with contextlib.suppress(OSError):
            unpacked.rename(target)


def _make_own_user() -> None:
    known = subprocess.run(["id", OWN_USER], capture_output=True, check=False)
    if known.returncode:
        subprocess.run(["useradd", "--system", "--no-create-home", OWN_USER], check=True, stdout=2)


def _asked(running: Running, path: str) -> dict[str, Any]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{running.port}/{path}", timeout=5) as answer:
            found: dict[str, Any] = json.load(answer)
    except OSError:
        return {}
    return found
