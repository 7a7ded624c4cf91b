"""The commands of compose.yaml and of the Dockerfile, run for real: a seeded site answers behind a
real nginx, by users without rights."""

import base64
import http.client
import json
import os
import re
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode, urlsplit

import psycopg
import pytest
from django.conf import settings

from tests.at_once import need_postgresql
from tests.config.deployed import NOBODY, deployed, users_of, wait_for, without_rights
from tests.home.backup.sites import url_of
from tests.ports import free_port
from tests.source import ROOT

pytestmark = [
    pytest.mark.services,
    pytest.mark.long,
    pytest.mark.timeout(1500),
]

SIGN_IN = """
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from accounts.models import Consent, User
from django.conf import settings
from django.test import Client
from territories.models import MemberRole, Territory
from territories.services import grant_role
user = User.objects.create(email="awa@example.org", display_name="Awa")
Consent.objects.create(user=user, document="conditions", version=settings.TERMS_VERSION)
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
grant_role(user=user, role=MemberRole.Role.ANIMATOR, territory=Territory.objects.get(uid="be"))
Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "-"})
client = Client()
client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
print(client.cookies[settings.SESSION_COOKIE_NAME].OutputString().split(";")[0])
"""


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The superuser's address; what the script of the roles makes is taken away afterwards."""
    need_postgresql()
    url = url_of("postgres")
    made = ["DATABASE maillage", "ROLE maillage_web", "ROLE maillage_owner"]

    def forget() -> None:
        with psycopg.connect(url, autocommit=True) as owner:
            owner.execute("DROP DATABASE IF EXISTS maillage WITH (FORCE)")
            for name in made[1:]:
                owner.execute(f"DROP {name.replace('ROLE ', 'ROLE IF EXISTS ')}")

    forget()
    yield url
    forget()


@pytest.fixture(scope="module")
def site(server, tmp_path_factory) -> Iterator[SimpleNamespace]:
    """Seeded and started once for this file."""
    with deployed(
        tmp_path_factory.mktemp("deployed"), database=server, redis=settings.REDIS_URL
    ) as made:
        make_roles(server, made.secrets)
        seeded = made.run("seed")
        assert seeded.returncode == 0, seeded.stderr[-2000:]
        web, sockets, http_port, https_port = (free_port() for _ in range(4))
        found = SimpleNamespace(made=made, http=http_port, https=https_port, web=web)
        found.processes = {
            "web": made.start("web", web=f"127.0.0.1:{web}"),
            "sockets": made.start("sockets", sockets=f"127.0.0.1:{sockets}"),
            "worker": made.start("worker"),
        }
        for port in (web, sockets):
            wait_for(port)
        made.start_proxy(
            web=f"127.0.0.1:{web}", sockets=f"127.0.0.1:{sockets}", http=http_port, https=https_port
        )
        wait_for(https_port)
        yield found
        # Tests come in any order: this is after them all.
        made.stop()
        assert {process.returncode for process in found.processes.values()} <= {0, -15}


def make_roles(server: str, secrets: Path) -> None:
    """As the image of PostgreSQL does, for a server of ours."""
    said = urlsplit(server)
    environment = {
        **os.environ,
        "POSTGRES_USER": said.username,
        "PGPASSWORD": said.password,
        "PGHOST": said.hostname,
        "PGPORT": str(said.port),
        "SECRETS": str(secrets),
    }
    subprocess.run([ROOT / "deploy/postgresql/roles.sh"], env=environment, check=True)


def trusting(site: SimpleNamespace) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(site.made.secrets / "tls.crt"))


def ask(
    site: SimpleNamespace,
    path: str,
    method: str = "GET",
    body: str | None = None,
    headers: dict[str, str] | None = None,
) -> http.client.HTTPResponse:
    """Through the proxy, by https."""
    asking = http.client.HTTPSConnection("127.0.0.1", site.https, context=trusting(site))
    with closing(asking):
        asking.request(method, path, body, {"Host": "localhost", **(headers or {})})
        answer = asking.getresponse()
        answer.body = answer.read()
    return answer


def test_a_user_without_rights_runs_it_and_writes_nowhere_else(site):
    if os.geteuid() != 0:
        pytest.skip("NOT RUN: only root can become another user")
    for name, process in site.processes.items():
        assert users_of(process) == {NOBODY}, name
    write = [sys.executable, "-c", f"open({str(ROOT / 'written')!r}, 'w')"]
    refused = subprocess.run(without_rights(write), capture_output=True, text=True, check=False)
    assert "PermissionError" in refused.stderr


def test_pages_come_through_the_proxy(site):
    home = ask(site, "/", headers={"Accept-Encoding": "gzip"})
    assert home.status == 200
    assert home.headers["Content-Encoding"] == "gzip"
    assert "max-age" in home.headers["Strict-Transport-Security"]
    styles = re.search(r'href="(/static/maillage\.[^"]+css)"', ask(site, "/").body.decode())[1]
    assert ask(site, styles).status == 200
    assert ask(site, "/territoires/be/").status == 200
    assert ask(site, "/healthz").status == 200
    assert ask(site, "/readyz").status == 404


def test_plain_http_is_sent_on(site):
    with closing(http.client.HTTPConnection("127.0.0.1", site.http)) as plain:
        plain.request("GET", "/besoins/?a=b", headers={"Host": "localhost"})
        answer = plain.getresponse()
        answer.read()
    assert (answer.status, answer.headers["Location"]) == (301, "https://localhost/besoins/?a=b")


def test_what_is_searched_is_in_no_log(site):
    form = urlencode({"probleme": "mon mari me frappe", "lieu": "Namur"})
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    sent = ask(site, "/recherche/", method="POST", body=form, headers=headers)
    assert sent.status == 303
    where = urlsplit(sent.headers["Location"])
    assert where.query
    assert ask(site, f"{where.path}?{where.query}").status == 200
    assert ask(site, "/recherche/?probleme=secret-en-clair").status == 200
    for name in ("web", "proxy"):
        said = site.made.log(name)
        assert where.query not in said
        assert "secret-en-clair" not in said
    seen = (site.made.files / "access.log").read_text()
    lines = [json.loads(line) for line in seen.splitlines()]
    assert {"303", "200"} <= {line["status"] for line in lines}
    assert "recherche" not in seen
    assert "127.0.0.1" not in seen
    # Whoever looks for a request finds it in both.
    assert lines[-1]["id"] in site.made.log("web")


def test_nobody_says_for_the_proxy_who_asks_and_how(site):
    """Sent by a browser, these headers would be believed; the proxy says its own."""
    lied = {"X-Forwarded-Proto": "http", "X-Request-ID": "mine", "X-Forwarded-For": "1.2.3.4"}
    assert ask(site, "/", headers=lied).status == 200


def test_web_sockets_go_to_their_own_process(site):
    assert ask(site, "/ws/moderation/").status == 426
    assert shake_hands(site, cookie="") == 403
    assert shake_hands(site, cookie=signed_in(site)) == 101


def signed_in(site: SimpleNamespace) -> str:
    done = subprocess.run(
        without_rights([sys.executable, "manage.py", "shell", "-v0", "-c", SIGN_IN]),
        cwd=ROOT,
        env=site.made.environment("worker"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def shake_hands(site: SimpleNamespace, *, cookie: str) -> int:
    """The status of the answer to who asks for a socket."""
    lines = [
        "GET /ws/moderation/ HTTP/1.1",
        "Host: localhost",
        "Origin: https://localhost",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Version: 13",
        *([f"Cookie: {cookie}"] if cookie else []),
    ]
    with (
        socket.create_connection(("127.0.0.1", site.https), timeout=30) as plain,
        trusting(site).wrap_socket(plain, server_hostname="localhost") as safe,
    ):
        safe.sendall("\r\n".join([*lines, "", ""]).encode())
        return int(safe.makefile("rb").readline().split()[1])


def test_the_database_is_that_of_the_role(site):
    """Each process has its own, opened after gunicorn's processes parted."""
    assert ask(site, "/").status == 200
    with psycopg.connect(url_of("postgres")) as owner:
        rows = owner.execute(
            "SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = 'maillage'"
        ).fetchall()
    assert rows == [("maillage_web",)]
