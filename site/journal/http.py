"""The one client for outgoing HTTP, guarded; nothing else in the project opens a connection.

Off unless settings.OUTGOING_HTTP. https on port 443 only. A name is resolved once, every address it
has must be public, and the connection goes to the very address that was checked, so a name that
changes in between gains nothing. The same again at each redirect. The bounds hold for the whole.
"""

import io
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException, HTTPResponse
from time import monotonic
from typing import Any, Protocol
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri

from journal.addresses import is_public

PORT = 443
MAX_REDIRECTS = 3
MAX_SECONDS = 10.0
MAX_BYTES = 20_000_000
CHUNK = 65_536
REDIRECTS = {301, 302, 303, 307, 308}


class OutgoingError(Exception):
    """Nothing came back; the message says why, without the address, which may hold a secret."""


class OutgoingDisabled(OutgoingError):
    """The operator has not set OUTGOING_HTTP."""


class AddressRefused(OutgoingError):
    """Not https, not port 443, not a public address, or not an address at all."""


class TooManyRedirects(OutgoingError): ...


class TooLarge(OutgoingError): ...


class TooSlow(OutgoingError): ...


class Unreachable(OutgoingError): ...


class Wire(Protocol):
    """What we use of a socket."""

    def settimeout(self, seconds: float, /) -> None: ...
    def sendall(self, data: bytes, /) -> None: ...
    def recv_into(self, buffer: Any, /) -> int: ...
    def close(self) -> None: ...


Resolver = Callable[[str], Sequence[str]]
Connector = Callable[[str, str, float], Wire]


@dataclass(frozen=True)
class Answer:
    """What came back, whatever its status; header names are in lower case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes


def resolve(host: str) -> list[str]:
    found = socket.getaddrinfo(host, PORT, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def connect(address: str, host: str, seconds: float) -> Wire:
    """TLS to the address, with the certificate checked against the host's name."""
    raw = socket.create_connection((address, PORT), seconds)
    try:
        return _tls().wrap_socket(raw, server_hostname=host)
    except BaseException:
        raw.close()
        raise


def fetch(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    resolver: Resolver = resolve,
    connector: Connector = connect,
) -> Answer:
    """GET the address, following redirects. Raises an OutgoingError when nothing came back.

    The caller's headers are not sent to another host than the first.
    """
    if not settings.OUTGOING_HTTP:
        raise OutgoingDisabled("Outgoing HTTP is off: set OUTGOING_HTTP to allow it.")
    deadline = _Deadline(MAX_SECONDS)
    first = target = _Target.of(url)
    for _ in range(MAX_REDIRECTS + 1):
        sent = dict(headers or {}) if target.host == first.host else {}
        answer = _get(target, sent, deadline, resolver, connector)
        location = answer.headers.get("location")
        if answer.status not in REDIRECTS or location is None:
            return answer
        target = _Target.of(_joined(target.url, location))
    raise TooManyRedirects(f"More than {MAX_REDIRECTS} redirects.")


@cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise AddressRefused("The redirect leads to no address.") from None


@dataclass(frozen=True)
class _Target:
    host: str
    path: str

    @property
    def url(self) -> str:
        return f"https://{f'[{self.host}]' if ':' in self.host else self.host}{self.path}"

    @classmethod
    def of(cls, url: str) -> "_Target":
        try:
            parts = urlsplit(iri_to_uri(url))
            port = parts.port or PORT
            host = (parts.hostname or "").encode("idna").decode()
        except ValueError:
            raise AddressRefused("This is not an address.") from None
        if parts.scheme != "https" or port != PORT or not host or "@" in parts.netloc:
            raise AddressRefused("Only https on its own port, without a password, is allowed.")
        return cls(host, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


class _Deadline:
    def __init__(self, seconds: float) -> None:
        self._end = monotonic() + seconds

    def left(self) -> float:
        """Seconds left; TooSlow when there are none."""
        left = self._end - monotonic()
        if left <= 0:
            raise TooSlow(f"No whole answer within {MAX_SECONDS:.0f} seconds.")
        return left


class _TimedWire:
    """A socket as http.client wants it, each of whose operations ends with the deadline.

    A timeout per operation would let a server that sends a byte now and then hold us for ever.
    """

    def __init__(self, wire: Wire, deadline: _Deadline) -> None:
        self._wire = wire
        self._deadline = deadline

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_TimedReader(self._wire, self._deadline))

    def sendall(self, data: bytes) -> None:
        self._wire.settimeout(self._deadline.left())
        self._wire.sendall(data)

    def close(self) -> None:
        """Left to `_get`: http.client closes before the body is read."""


class _TimedReader(io.RawIOBase):
    def __init__(self, wire: Wire, deadline: _Deadline) -> None:
        self._wire = wire
        self._deadline = deadline

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._wire.settimeout(self._deadline.left())
        return self._wire.recv_into(buffer)


def _get(
    target: _Target,
    headers: dict[str, str],
    deadline: _Deadline,
    resolver: Resolver,
    connector: Connector,
) -> Answer:
    try:
        address = _public_address(target.host, deadline, resolver)
        wire = connector(address, target.host, deadline.left())
        try:
            return _exchange(target, headers, _TimedWire(wire, deadline))
        finally:
            wire.close()
    except TimeoutError:
        raise TooSlow(f"No whole answer within {MAX_SECONDS:.0f} seconds.") from None
    except (OSError, HTTPException) as error:
        raise Unreachable(f"No answer ({type(error).__name__}).") from error


def _public_address(host: str, deadline: _Deadline, resolver: Resolver) -> str:
    # The system's resolver takes no timeout, so we leave it behind when it is too slow.
    executor = ThreadPoolExecutor(max_workers=1)
    try:
        addresses = executor.submit(resolver, host).result(timeout=deadline.left())
    finally:
        executor.shutdown(wait=False)
    if not addresses or not all(is_public(address) for address in addresses):
        raise AddressRefused("This name leads to no public address, or not only to public ones.")
    return addresses[0]


def _exchange(target: _Target, headers: dict[str, str], wire: _TimedWire) -> Answer:
    connection = HTTPConnection(target.host, PORT)
    connection.sock = wire
    own = {
        "Host": target.host,
        "User-Agent": f"Maillage/{settings.MAILLAGE_VERSION} (+{settings.SITE_URL})",
        "Accept-Encoding": "identity",
        "Connection": "close",
    }
    connection.request("GET", target.path, headers={**headers, **own})
    with connection.getresponse() as response:
        body = _bounded_body(response)
        received = {name.lower(): value for name, value in response.getheaders()}
        return Answer(target.url, response.status, received, body)


def _bounded_body(response: HTTPResponse) -> bytes:
    body = bytearray()
    while chunk := response.read(CHUNK):
        body += chunk
        if len(body) > MAX_BYTES:
            raise TooLarge(f"More than {MAX_BYTES // 1_000_000} MB.")
    if response.length:
        raise Unreachable("The answer was cut short.")
    return bytes(body)
