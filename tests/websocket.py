"""A browser's web socket, spoken by hand: enough to be let in, to hear, and to be shown out."""

import base64
import json
import os
import socket
import struct
from collections.abc import Mapping
from typing import Any, Self

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from accounts.models import User

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA


def cookie_of(user: User) -> str:
    """Of a session just opened for the person."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


class Refused(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


class Closed(Exception):
    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


class WebSocket:
    """Raises Refused with the status when the handshake is not accepted, Closed without one."""

    def __init__(
        self, host: str, port: int, path: str, *, headers: Mapping[str, str], timeout: float = 20
    ) -> None:
        self._socket = socket.create_connection((host, port), timeout)
        lines = [
            f"GET {path} HTTP/1.1",
            f"Host: {host}:{port}",
            "Upgrade: websocket",
            "Connection: Upgrade",
            f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
            "Sec-WebSocket-Version: 13",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        self._read = self._socket.makefile("rb")
        try:
            self._shake_hands(lines)
        except BaseException:
            self.close()
            raise

    def _shake_hands(self, lines: list[str]) -> None:
        self._socket.sendall("\r\n".join([*lines, "", ""]).encode())
        answer = self._read.readline()
        if not answer:
            raise Closed(1006)
        while self._read.readline().strip():
            pass
        if (status := int(answer.split()[1])) != 101:
            raise Refused(status)

    def hear(self) -> Any:
        """The next message; raises Closed when the server ends it, TimeoutError in silence."""
        while True:
            kind, data = self._frame()
            if kind == TEXT:
                return json.loads(data)
            if kind == CLOSE:
                raise Closed(struct.unpack("!H", data[:2])[0] if data else 1005)
            if kind == PING:
                self._send(PONG, data)

    def say(self, text: str) -> None:
        self._send(TEXT, text.encode())

    def close(self) -> None:
        self._read.close()
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _frame(self) -> tuple[int, bytes]:
        head = self._read.read(2)
        if len(head) < 2:
            raise Closed(1006)
        length = head[1] & 0x7F
        if length == 126:
            (length,) = struct.unpack("!H", self._read.read(2))
        return head[0] & 0x0F, self._read.read(length)

    def _send(self, kind: int, data: bytes) -> None:
        mask = os.urandom(4)
        length = (
            bytes([0x80 | len(data)])
            if len(data) < 126
            else bytes([0x80 | 126]) + struct.pack("!H", len(data))
        )
        masked = bytes(byte ^ mask[index % 4] for index, byte in enumerate(data))
        self._socket.sendall(bytes([0x80 | kind]) + length + mask + masked)
