"""Web sockets beside the pages: daphne in a thread of the process that serves, on the same port.

gunicorn's threads keep serving the pages; a connection that begins as a socket's is handed to
daphne before anything of it is read. In production a process of its own listens instead.
"""

import os
import socket
import threading
from functools import partial
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string
from gunicorn.workers.gthread import _DEFER, DEFAULT_WORKER_DATA_TIMEOUT, TConn, ThreadWorker

START = b"GET /ws/"
# Nobody needs to say more to a socket that listens to nothing.
LONGEST_MESSAGE = 4096
STOP_SECONDS = 5


class SocketWorker(ThreadWorker):
    """gthread, whose new connections may turn out to be sockets."""

    def handle(self, conn: TConn) -> Any:
        if conn.initialized:
            return super().handle(conn)
        if not conn.wait_for_data(DEFAULT_WORKER_DATA_TIMEOUT):
            return _DEFER
        if conn.sock.recv(len(START), socket.MSG_PEEK) != START:
            return super().handle(conn)
        os.set_blocking(conn.sock.fileno(), False)
        sockets.adopt(conn.sock.detach(), conn.sock.family)
        conn.sock = _closed()
        return False


class Sockets:
    """daphne's server, given connections instead of listening for them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._server: Any = None
        self._thread: threading.Thread | None = None

    def adopt(self, descriptor: int, family: int) -> None:
        """Serve this connection, and close it when it ends."""
        server = self._started()
        from twisted.internet import reactor

        reactor.callFromThread(self._take, server, descriptor, family)

    def serve(self, listener: socket.socket) -> None:
        """Listen for sockets and for nothing else, until a signal."""
        server = make_server(signal_handlers=True)
        server.ready_callable = partial(_listen, server, listener)
        server.run()

    def stop(self) -> None:
        if self._thread is None:
            return
        from twisted.internet import reactor

        reactor.callFromThread(self._server.stop)
        self._thread.join(STOP_SECONDS)

    def _started(self) -> Any:
        with self._lock:
            if self._thread is None:
                ready = threading.Event()
                self._server = make_server(ready_callable=ready.set, signal_handlers=False)
                run = self._server.run
                self._thread = threading.Thread(target=run, name="sockets", daemon=True)
                self._thread.start()
                ready.wait(STOP_SECONDS)
        return self._server

    @staticmethod
    def _take(server: Any, descriptor: int, family: int) -> None:
        from twisted.internet import reactor

        try:
            reactor.adoptStreamConnection(descriptor, family, server.http_factory)
        finally:
            # The reactor has its own copy.
            os.close(descriptor)


def _listen(server: Any, listener: socket.socket) -> None:
    from twisted.internet import reactor

    os.set_blocking(listener.fileno(), False)
    reactor.adoptStreamPort(listener.fileno(), listener.family, server.http_factory)
    # The reactor has its own copy.
    listener.close()


def make_server(**options: Any) -> Any:
    """daphne for the sockets alone: small messages, no page. It is given what it listens to."""
    from daphne.server import Server

    module = settings.ASGI_APPLICATION.rpartition(".")[0]
    server = Server(
        import_string(f"{module}.sockets"),
        endpoints=["given later"],
        websocket_max_message_size=LONGEST_MESSAGE,
        websocket_max_frame_size=LONGEST_MESSAGE,
        server_name="maillage",
        **options,
    )
    server.endpoints = []
    return server


def _closed() -> socket.socket:
    """What gunicorn closes in place of a connection that it no longer has."""
    ours, theirs = socket.socketpair()
    theirs.close()
    return ours


sockets = Sockets()
