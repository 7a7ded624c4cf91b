"""The guarded client, against servers played by bytes: no network."""

import itertools
import socket
import ssl
from collections.abc import Iterable

import pytest

from journal import http
from journal.http import (
    AddressRefused,
    OutgoingDisabled,
    TooLarge,
    TooManyRedirects,
    TooSlow,
    Unreachable,
    fetch,
)

PUBLIC = "185.24.184.1"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Type: text/plain\r\n\r\nhello"


class Server:
    """Plays one answer a connection and remembers where it was called and what was asked."""

    def __init__(self, *answers: bytes | Iterable[bytes]) -> None:
        self._answers = iter(answers)
        self.names = {"example.org": [PUBLIC], "other.example": ["2a01::1"]}
        self.calls: list[tuple[str, str]] = []
        self.asked: list[str] = []
        self.open = 0

    def resolve(self, host: str) -> list[str]:
        try:
            return self.names[host]
        except KeyError:
            raise socket.gaierror("Name or service not known") from None

    def connect(self, address: str, host: str, seconds: float) -> "Wire":
        self.calls.append((address, host))
        self.open += 1
        answer = next(self._answers)
        return Wire(self, [answer] if isinstance(answer, bytes) else answer)

    def fetch(self, url: str, **options) -> http.Answer:
        return fetch(url, resolver=self.resolve, connector=self.connect, **options)


class Wire:
    def __init__(self, server: Server, pieces: Iterable[bytes]) -> None:
        self._server = server
        self._pieces = iter(pieces)
        self._rest = b""
        self.timeouts: list[float] = []

    def settimeout(self, seconds: float) -> None:
        assert 0 < seconds <= http.MAX_SECONDS

    def sendall(self, data: bytes) -> None:
        self._server.asked.append(data.decode())

    def recv_into(self, buffer) -> int:
        self._rest = self._rest or next(self._pieces, b"")
        piece, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._server.open -= 1


def redirect(location: str, status: int = 302) -> bytes:
    return f"HTTP/1.1 {status} Found\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()


@pytest.fixture(autouse=True)
def _allowed(settings):
    settings.OUTGOING_HTTP = True


def test_answer_comes_back():
    server = Server(OK)
    answer = server.fetch("https://example.org/données?page=1#part")
    assert (answer.status, answer.body) == (200, b"hello")
    assert answer.headers["content-type"] == "text/plain"
    assert answer.url == "https://example.org/donn%C3%A9es?page=1"
    assert server.calls == [(PUBLIC, "example.org")]
    assert server.asked[0].startswith("GET /donn%C3%A9es?page=1 HTTP/1.1\r\n")
    assert "Host: example.org\r\n" in server.asked[0]
    assert "User-Agent: Maillage/" in server.asked[0]
    assert server.open == 0


def test_off_unless_the_operator_says_so(settings):
    settings.OUTGOING_HTTP = False
    server = Server(OK)
    with pytest.raises(OutgoingDisabled):
        server.fetch("https://example.org/")
    assert server.calls == []


def test_error_statuses_are_answers():
    assert Server(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n").fetch(
        "https://example.org"
    ) == http.Answer("https://example.org/", 404, {"content-length": "0"}, b"")


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "//example.org/",
        "example.org",
        "",
        "https://",
        "https://example.org:8443/",
        "https://example.org:99999/",
        "https://example.org:port/",
        "https://user:secret@example.org/",
        "https://example.org@127.0.0.1/",
        "https://[::1/",
        f"https://{'a' * 64}.org/",
    ],
)
def test_only_plain_https_addresses(url):
    server = Server(OK)
    with pytest.raises(AddressRefused) as refusal:
        server.fetch(url)
    assert server.calls == []
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["::1"],
        ["169.254.169.254"],
        ["10.0.0.5"],
        ["::ffff:10.0.0.5"],
        [PUBLIC, "192.168.0.1"],
        [],
    ],
)
def test_names_of_inner_addresses_are_refused(addresses):
    server = Server(OK)
    server.names["example.org"] = addresses
    with pytest.raises(AddressRefused):
        server.fetch("https://example.org/")
    assert server.calls == []


def test_connection_goes_to_the_address_that_was_checked():
    """A name that answers otherwise the second time is not asked a second time."""
    server = Server(OK)
    turns = iter([[PUBLIC], ["127.0.0.1"]])
    fetch("https://example.org/", resolver=lambda host: next(turns), connector=server.connect)
    assert server.calls == [(PUBLIC, "example.org")]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(status):
    server = Server(redirect("/b", status), redirect("https://other.example/c", status), OK)
    assert server.fetch("https://example.org/a").url == "https://other.example/c"
    assert server.calls[-1] == ("2a01::1", "other.example")
    assert server.open == 0


def test_redirect_to_an_inner_address_is_refused():
    server = Server(redirect("https://inner.example/"), OK)
    server.names["inner.example"] = ["127.0.0.1"]
    with pytest.raises(AddressRefused):
        server.fetch("https://example.org/")
    assert server.calls == [(PUBLIC, "example.org")]


@pytest.mark.parametrize("location", ["http://example.org/", "file:///etc/passwd", "https://[oops"])
def test_redirect_out_of_https_is_refused(location):
    with pytest.raises(AddressRefused):
        Server(redirect(location), OK).fetch("https://example.org/")


def test_three_redirects_and_no_more():
    assert Server(*[redirect("/")] * 3, OK).fetch("https://example.org/").status == 200
    with pytest.raises(TooManyRedirects):
        Server(*[redirect("/")] * 4, OK).fetch("https://example.org/")


def test_the_callers_headers_stay_with_the_first_host():
    server = Server(redirect("/b"), redirect("https://other.example/"), OK)
    server.fetch("https://example.org/", headers={"Authorization": "Bearer secret"})
    assert ["secret" in request for request in server.asked] == [True, True, False]


def test_headers_cannot_be_forged():
    with pytest.raises(ValueError, match="header"):
        Server(OK).fetch("https://example.org/", headers={"X": "a\r\nHost: b"})


def test_huge_body_is_cut(monkeypatch):
    monkeypatch.setattr(http, "MAX_BYTES", 1000)
    endless = itertools.chain([b"HTTP/1.1 200 OK\r\n\r\n"], itertools.repeat(b"x" * 100))
    server = Server(endless)
    with pytest.raises(TooLarge):
        server.fetch("https://example.org/")
    assert server.open == 0


@pytest.mark.parametrize("start", [b"H", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_byte_by_byte_does_not_hold_us(start, monkeypatch):
    """Each byte comes in time, the whole never does."""
    seconds = itertools.count(0, 0.5)
    monkeypatch.setattr(http, "monotonic", lambda: next(seconds))
    server = Server(itertools.chain([start], itertools.repeat(b"x")))
    with pytest.raises(TooSlow):
        server.fetch("https://example.org/")
    assert server.open == 0


def test_silence_is_too_slow():
    def never(host: str) -> list[str]:
        raise TimeoutError

    with pytest.raises(TooSlow):
        fetch("https://example.org/", resolver=never, connector=Server(OK).connect)


def test_slow_resolver_is_left_behind(monkeypatch):
    import threading

    release = threading.Event()
    monkeypatch.setattr(http, "MAX_SECONDS", 0.05)
    with pytest.raises(TooSlow):
        fetch(
            "https://example.org/",
            resolver=lambda host: [PUBLIC] if release.wait(5) else [],
            connector=Server(OK).connect,
        )
    release.set()


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n",
    ],
)
def test_nonsense_is_no_answer(answer):
    server = Server(answer)
    with pytest.raises(Unreachable):
        server.fetch("https://example.org/")
    assert server.open == 0


def test_unknown_name_is_no_answer():
    with pytest.raises(Unreachable, match="gaierror"):
        Server(OK).fetch("https://nowhere.example/")


def test_resolver_gives_each_address_once(monkeypatch):
    entries = [(0, 0, 0, "", ("::1", 443, 0, 0)), (0, 0, 0, "", ("127.0.0.1", 443))] * 2
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: entries)
    assert http.resolve("localhost") == ["::1", "127.0.0.1"]


def test_certificate_is_checked_against_the_name(monkeypatch):
    raw, peer = socket.socketpair()
    called = []
    monkeypatch.setattr(
        socket, "create_connection", lambda address, seconds: called.append(address) or raw
    )
    monkeypatch.setattr(http, "_tls", lambda: FakeContext(called))
    wire = http.connect(PUBLIC, "example.org", 3.0)
    assert called == [(PUBLIC, 443), "example.org"]
    wire.close()
    peer.close()


class FakeContext:
    def __init__(self, called: list) -> None:
        self._called = called

    def wrap_socket(self, raw, *, server_hostname: str):
        self._called.append(server_hostname)
        return raw


def test_failed_handshake_closes_the_connection(monkeypatch):
    raw, peer = socket.socketpair()
    peer.close()
    monkeypatch.setattr(socket, "create_connection", lambda address, seconds: raw)
    with pytest.raises((ssl.SSLError, ConnectionError)):
        http.connect(PUBLIC, "example.org", 3.0)
    assert raw.fileno() == -1
