import re
import socket
from argparse import ArgumentParser
from importlib.util import find_spec
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.core.servers.basehttp import get_internal_wsgi_application
from django.db import connection, connections
from django.utils.translation import gettext as _
from gunicorn.app.base import BaseApplication

from home.sockets import SocketWorker, sockets
from journal.loop import Loop

DEFAULT_ADDRESS = "127.0.0.1:8000"
THREADS = 8

_ADDRESS = re.compile(r"(?:(?P<host>\[[0-9a-fA-F:.]+\]|[^:\[\]]+):)?(?P<port>\d{1,5})")


class Command(BaseCommand):
    help = (
        "Serve the site. On SQLite this one process also runs the outbox, the clock and the "
        "background tasks; on other databases `manage.py worker` does."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", nargs="?", default=DEFAULT_ADDRESS, help="[ADDR:]PORT")
        parser.add_argument("--workers", type=int, default=1, help="processes (1 on SQLite)")
        parser.add_argument("--threads", type=int, default=THREADS, help="threads a process")

    def handle(self, *args: str, **options: Any) -> None:
        alone = connection.vendor == "sqlite"
        if options["workers"] < 1 or options["threads"] < 1:
            raise CommandError(_("At least one process and one thread are needed."))
        if alone and options["workers"] > 1:
            raise CommandError(_("On SQLite one process serves the site: leave out --workers."))
        listener = listen(options["address"])
        self.stdout.write(_("Maillage answers on %(url)s") % {"url": address_of(listener)})
        self.stdout.write(_note(alone=alone))
        self.stdout.flush()
        # A connection shared by two processes after the fork would be corrupted.
        connections.close_all()
        server = Server(
            bind=f"fd://{listener.detach()}",
            workers=options["workers"],
            threads=options["threads"],
            **hooks(alone=alone, with_sockets=options["workers"] == 1 and can_serve_sockets()),
        )
        server.run()


def _note(*, alone: bool) -> str:
    if alone:
        return _("Outbox, clock and tasks run in the same process. Ctrl-C stops everything.")
    return _("Mails, search and jobs also need: manage.py worker. Ctrl-C stops the site.")


def listen(address: str) -> socket.socket:
    """A socket bound to the address; CommandError when it is malformed or taken."""
    match = _ADDRESS.fullmatch(address)
    if match is None or int(match["port"]) > 65535:
        raise CommandError(
            _("%(address)s is not an address: write 8000 or 127.0.0.1:8000.") % {"address": address}
        )
    host = (match["host"] or "127.0.0.1").strip("[]")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, int(match["port"])))
        listener.listen(socket.SOMAXCONN)
    except OSError as error:
        listener.close()
        raise CommandError(
            _("Cannot listen on %(address)s (%(error)s). Stop what uses it, or name another port.")
            % {"address": address, "error": error.strerror}
        ) from error
    return listener


def address_of(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


def can_serve_sockets() -> bool:
    """daphne comes with the extra `live`; without it open pages ask by themselves."""
    return find_spec("daphne") is not None


def hooks(*, alone: bool, with_sockets: bool) -> dict[str, object]:
    """What runs in the process that serves, beside the requests: the loop, the web sockets."""
    loop = Loop() if alone else None

    def start(worker: object) -> None:
        if loop:
            loop.start()

    def stop(server: object, worker: object) -> None:
        if loop:
            loop.stop()
        if with_sockets:
            sockets.stop()

    worker_class = {"worker_class": SocketWorker} if with_sockets else {}
    return {"post_worker_init": start, "worker_exit": stop, **worker_class}


class Server(BaseApplication):
    """gunicorn with threads, set up by us and by no file or environment variable."""

    def __init__(self, **options: object) -> None:
        self._options = {
            "worker_class": "gthread",
            "loglevel": "warning",
            "logger_class": "config.gunicorn_log.Logger",
            "control_socket_disable": True,
            **options,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> object:
        return get_internal_wsgi_application()
