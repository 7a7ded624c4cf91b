"""The server over TLS, with a key: played by a small one, since only its door matters here."""

import json
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from search.engines.base import EngineError
from search.engines.elasticsearch.client import client, forget, server_errors

pytestmark = pytest.mark.enable_socket

KEY = "bWFpbGxhZ2U6c2VjcmV0"


class Door(BaseHTTPRequestHandler):
    """Lets in who shows the key."""

    def do_GET(self) -> None:
        is_known = self.headers.get("Authorization") == f"ApiKey {KEY}"
        answer = json.dumps({"status": "green"}).encode()
        self.send_response(200 if is_known else 401)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_args: Any) -> None:
        pass


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """Its own authority, for 127.0.0.1."""
    folder = tmp_path_factory.mktemp("tls")
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    names = ["-subj", "/CN=maillage test", "-addext", "subjectAltName=IP:127.0.0.1"]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run([*made, *names, *files], check=True, capture_output=True)
    return folder


@pytest.fixture
def door(certificate, settings) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    server.socket = secure.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.ELASTICSEARCH_NODES = [f"https://127.0.0.1:{server.server_port}"]
    settings.ELASTICSEARCH_API_KEY = KEY
    settings.ELASTICSEARCH_CA_FILE = str(certificate / "cert.pem")
    forget()
    yield settings.ELASTICSEARCH_NODES[0]
    client().close()
    forget()
    server.shutdown()
    server.server_close()
    thread.join()


def health() -> str:
    with server_errors():
        return client().cluster.health()["status"]


def test_a_key_and_an_authority_of_ones_own_open_the_door(door) -> None:
    assert health() == "green"


def test_without_the_key_nobody_enters(door, settings) -> None:
    settings.ELASTICSEARCH_API_KEY = ""
    forget()
    with pytest.raises(EngineError, match="AuthenticationException"):
        health()


def test_a_certificate_of_nobody_we_know_is_refused(door, settings) -> None:
    settings.ELASTICSEARCH_CA_FILE = ""
    forget()
    with pytest.raises(EngineError, match="TlsError"):
        health()


def test_a_server_that_is_not_there_is_an_engine_error(settings) -> None:
    settings.ELASTICSEARCH_NODES = ["http://127.0.0.1:9"]
    forget()
    with pytest.raises(EngineError, match="ConnectionError"):
        health()
    forget()
