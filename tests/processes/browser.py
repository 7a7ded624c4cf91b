"""Somebody at a browser, behind the proxy of the site: cookies, forms, and their tokens."""

import re
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)

from tests.forms import Form, forms_of

SECONDS = 30
Files = Mapping[str, tuple[str, bytes]]


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()

    @property
    def title(self) -> str:
        found = re.search("<title>(.*?)</title>", self.text, re.DOTALL)
        return found[1].strip() if found else ""

    @property
    def leads_to(self) -> str:
        return self.headers.get("Location", "")


@dataclass
class Browser:
    """A connection a request, so that any process of the site may answer. `address` is what the
    proxy says of where it comes from."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    address: str = "198.51.100.1"
    accepts: str = "text/html"

    @classmethod
    def of(cls, port: int, cookie: str, **said: Any) -> "Browser":
        name, _, value = cookie.partition("=")
        return cls(port, {name: value}, **said)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, data: Mapping[str, Any], files: Files | None = None) -> Answer:
        if files is None:
            return self._ask("POST", path, urlencode(data, doseq=True).encode())
        mark = uuid4().hex
        kind = f"multipart/form-data; boundary={mark}"
        return self._ask("POST", path, _parts(mark, data, files), kind)

    def form(self, path: str, number: int = 0) -> Form:
        """A form of a page, as it comes."""
        page = self.get(path)
        assert page.status == 200, f"{path}: {page.status} {page.leads_to}"
        return forms_of(page)[number]

    def send(self, path: str, **typed: Any) -> Answer:
        """Fill in the first form of a page and send it."""
        form = self.form(path)
        return self.post(form.action or path, {**form.data, **typed})

    def act(self, page: str, path: str, **typed: Any) -> Answer:
        """Press a button of a page whose form leads to `path`."""
        shown = forms_of(self.get(page))
        form = next(one for one in shown if one.action.endswith(path))
        return self.post(path, {**form.data, **typed})

    def sign_in(self, email: str, password: str, secret: str = "") -> Answer:
        answer = self.send("/compte/login/", login=email, password=password)
        if "double-verification" in answer.leads_to:
            answer = self.send(answer.leads_to, code=code_of(secret))
        return answer

    def _ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        kind: str = "application/x-www-form-urlencoded",
    ) -> Answer:
        headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Accept": self.accepts,
            "Content-Type": kind,
            "Origin": f"https://127.0.0.1:{self.port}",
            "X-Forwarded-For": self.address,
            "X-Forwarded-Proto": "https",
            "Connection": "close",
        }
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)) as asked:
            asked.request(method, path, body, headers)
            answer = asked.getresponse()
            for line in answer.headers.get_all("Set-Cookie", []):
                name, _, value = line.partition(";")[0].partition("=")
                self.cookies[name] = value.strip('"')
            return Answer(answer.status, dict(answer.headers), answer.read())


def code_of(secret: str) -> str:
    """What their authenticator application shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def _parts(mark: str, data: Mapping[str, Any], files: Files) -> bytes:
    said = b"".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in data.items()
    )
    sent = b"".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n'
        f"Content-Type: application/octet-stream\r\n\r\n".encode()
        + content
        + b"\r\n"
        for name, (file, content) in files.items()
    )
    return said + sent + f"--{mark}--\r\n".encode()
