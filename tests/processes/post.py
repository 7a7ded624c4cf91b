"""A mail server of the tests: keeps what it takes, and can be slow to say that it took it."""

import email
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message

SECONDS = 60


class PostOffice(socketserver.ThreadingTCPServer):
    """`hold` makes it take mails without a word, until `let_go`."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Conversation)
        self.mails: list[Message] = []
        self.lock = threading.Lock()
        self.speaks = threading.Event()
        self.speaks.set()
        self.holds_one = threading.Event()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def take(self, content: bytes) -> None:
        with self.lock:
            self.mails.append(email.message_from_bytes(content))
        if not self.speaks.is_set():
            self.holds_one.set()
            self.speaks.wait(SECONDS)

    def hold(self) -> None:
        self.holds_one.clear()
        self.speaks.clear()

    def wait_until_it_holds_one(self) -> None:
        assert self.holds_one.wait(SECONDS), "nobody sends a mail"

    def let_go(self) -> None:
        self.speaks.set()

    def taken_by(self, address: str) -> list[Message]:
        with self.lock:
            return [mail for mail in self.mails if mail["To"] == address]

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever was killed says no goodbye."""


class _Conversation(socketserver.StreamRequestHandler):
    server: PostOffice

    def handle(self) -> None:
        self._say("220 ready")
        while line := self.rfile.readline():
            verb = line[:4].upper().strip()
            if verb == b"DATA":
                self._say("354 go on")
                self.server.take(self._content())
            self._say("221 bye" if verb == b"QUIT" else "250 done")
            if verb == b"QUIT":
                return

    def _content(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b"."))
        return b"".join(lines)

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@contextmanager
def post_office() -> Iterator[PostOffice]:
    with PostOffice() as office:
        threading.Thread(target=office.serve_forever, daemon=True).start()
        try:
            yield office
        finally:
            office.let_go()
            office.shutdown()
