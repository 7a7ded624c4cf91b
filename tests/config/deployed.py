"""What compose.yaml would start, started here: the same commands, by a user without rights."""

import contextlib
import os
import pwd
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.config.compose import SECRETS, command_of, image_environment, services
from tests.source import ROOT

START_SECONDS = 120
NOBODY = pwd.getpwnam("nobody").pw_uid
# As in the image everything can be read, and nothing written but what is the user's own.
READS_ALL = "+dac_read_search"


class Deployed:
    """`folder` holds the secrets and is left alone; `files` is VAR_DIR, the user's own."""

    def __init__(self, folder: Path, *, database: str, redis: str) -> None:
        self.secrets, self.files = folder / "secrets", folder / "files"
        subprocess.run([str(ROOT / "deploy/make-secrets"), str(self.secrets)], check=True)
        for name in ("owner_url", "web_url"):
            path = self.secrets / name
            path.write_text(moved(path.read_text().strip(), to=database))
        (self.secrets / "redis_url").write_text(redis)
        self.files.mkdir()
        if os.geteuid() == 0:
            os.chown(self.files, NOBODY, NOBODY)
            for parent in self.files.parents:
                if str(parent).startswith("/tmp/"):  # noqa: S108 pytest closes its folders to others
                    parent.chmod(0o755)
        self._running: list[subprocess.Popen[bytes]] = []

    def environment(self, service: str) -> dict[str, str]:
        """Of the image, then of the service; nothing of ours but where Python is."""
        said = {
            **image_environment(),
            **services()[service]["environment"],
            "ALLOWED_HOSTS": "localhost",
            "SITE_URL": "https://localhost",
            "ELASTICSEARCH_URL": "",
            "VAR_DIR": str(self.files),
            "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}",
            "PATH": f"{Path(sys.executable).parent}:/usr/sbin:/usr/bin:/bin",
            "COUNTRIES": "be",
        }
        said.pop("VIRTUAL_ENV", None)
        return {
            name: str(value).replace(SECRETS, f"{self.secrets}/") for name, value in said.items()
        }

    def command(self, service: str, **changed: str) -> list[str]:
        words = list(command_of(service))
        for before, after in changed.items():
            words = [word.replace(PORTS[before], after) for word in words]
        return words

    def run(self, service: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            without_rights(self.command(service)),
            cwd=ROOT,
            env=self.environment(service),
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    def start(self, service: str, **changed: str) -> subprocess.Popen[bytes]:
        return self._start(service, self.command(service, **changed), env=self.environment(service))

    def start_proxy(self, *, web: str, sockets: str, http: int, https: int) -> None:
        """Of nginx.conf: ports, names of machines and the folder of secrets are changed."""
        conf = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
        changes = {
            " /tmp/": f" {self.files}/",
            "server web:8000": f"server {web}",
            "server sockets:8001": f"server {sockets}",
            "listen 8080": f"listen 127.0.0.1:{http}",
            "listen 8443": f"listen 127.0.0.1:{https}",
            SECRETS: f"{self.secrets}/",
            "/dev/stdout": f"{self.files}/access.log",
        }
        for before, after in changes.items():
            assert before in conf
            conf = conf.replace(before, after)
        path = self.files / "nginx.conf"
        path.write_text(conf)
        nginx = [shutil.which("nginx", path="/usr/sbin:/usr/bin") or "", "-c", str(path)]
        assert nginx[0], "nginx is missing: apt-get install nginx-light"
        checked = subprocess.run(
            without_rights([*nginx, "-t", "-q"]), capture_output=True, text=True, check=False
        )
        assert checked.returncode == 0, checked.stderr
        self._start("proxy", [*nginx, "-g", "daemon off;"], env={})

    def _start(self, name: str, command: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
        with (self.secrets.parent / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                without_rights(command), cwd=ROOT, env=env, stdout=log, stderr=log
            )
        self._running.append(process)
        return process

    def log(self, name: str) -> str:
        return (self.secrets.parent / f"{name}.log").read_text()

    def stop(self) -> None:
        for process in reversed(self._running):
            process.terminate()
        for process in self._running:
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


PORTS = {"web": "0.0.0.0:8000", "sockets": "0.0.0.0:8001"}


def without_rights(command: list[str]) -> list[str]:
    if os.geteuid() != 0:
        return command
    who = [f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
    return ["setpriv", *who, f"--inh-caps={READS_ALL}", f"--ambient-caps={READS_ALL}", *command]


def moved(url: str, *, to: str) -> str:
    """The same login and database, on the server of another address."""
    said, there = urlsplit(url), urlsplit(to)
    login = said.netloc.rpartition("@")[0]
    return urlunsplit(said._replace(netloc=f"{login}@{there.hostname}:{there.port}"))


def wait_for(port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=5).close()
        except OSError:
            assert time.monotonic() < deadline, f"nothing answers on {port}"
            time.sleep(0.2)
        else:
            return


def users_of(process: "subprocess.Popen[bytes]") -> set[int]:
    """Who the process and its children run as."""
    found, waiting = set(), [process.pid]
    while waiting:
        pid = waiting.pop()
        status = Path(f"/proc/{pid}/status").read_text()
        found.add(int(re.search(r"^Uid:\t(\d+)", status, re.MULTILINE)[1]))
        waiting += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    return found


@contextlib.contextmanager
def deployed(folder: Path, *, database: str, redis: str) -> Iterator[Deployed]:
    site = Deployed(folder, database=database, redis=redis)
    try:
        yield site
    finally:
        site.stop()
