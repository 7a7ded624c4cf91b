import signal
import socket
import urllib.request
from contextlib import closing

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from home.management.commands.serve import Command, address_of, listen
from tests.config.processes import copy_of_the_database, eventually, has_finished_a_job, running


@pytest.mark.long
@pytest.mark.enable_socket
@pytest.mark.django_db(transaction=True)
def test_on_sqlite_one_process_serves_and_does_the_work_beside(tmp_path):
    if connection.vendor != "sqlite":
        pytest.skip("copies an SQLite file")
    database = copy_of_the_database(tmp_path)
    with running(database, "serve", "127.0.0.1:0") as server:
        url = server.stdout.readline().split()[-1]
        with urllib.request.urlopen(f"{url}bench/hello", timeout=30) as response:  # noqa: S310 our own server
            assert response.read() == b"Hello, world"
        with urllib.request.urlopen(f"{url}static/maillage.css", timeout=30) as response:  # noqa: S310 our own server
            assert response.status == 200
        eventually(lambda: has_finished_a_job(database))
        server.send_signal(signal.SIGTERM)
        assert server.wait(timeout=30) == 0


@pytest.mark.enable_socket
@pytest.mark.django_db
def test_taken_port_is_said_plainly():
    with closing(listen("127.0.0.1:0")) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        with pytest.raises(CommandError, match=address) as refusal:
            call_command("serve", address)
    assert refusal.value.returncode == 1


@pytest.mark.parametrize(
    "address", ["", "port", "127.0.0.1", "1:2:3", "127.0.0.1:70000", "127.0.0.1:-1", "::1:8000"]
)
@pytest.mark.django_db
def test_malformed_address_is_refused(address):
    with pytest.raises(CommandError):
        call_command("serve", address)


@pytest.mark.django_db
@pytest.mark.parametrize("arguments", [["--workers", "0"], ["--threads", "0"], ["--workers", "2"]])
def test_on_sqlite_there_is_exactly_one_process(arguments, monkeypatch):
    monkeypatch.setattr(connection, "vendor", "sqlite")
    with pytest.raises(CommandError):
        call_command("serve", *arguments)


@pytest.mark.enable_socket
@pytest.mark.django_db
@pytest.mark.parametrize(("vendor", "loops"), [("sqlite", 1), ("postgresql", 0)])
def test_elsewhere_the_work_beside_is_the_workers(vendor, loops, monkeypatch, capsys):
    module = "home.management.commands.serve"
    started: list[dict] = []
    monkeypatch.setattr(connection, "vendor", vendor)
    monkeypatch.setattr(f"{module}.connections.close_all", lambda: None)
    monkeypatch.setattr(f"{module}.Server", lambda **options: started.append(options) or Idle())
    call_command(Command(), "0")
    (options,) = started
    socket.socket(fileno=int(options["bind"].removeprefix("fd://"))).close()
    turning: list[str] = []
    monkeypatch.setattr("journal.loop.Loop.start", lambda loop: turning.append("on"))
    options["post_worker_init"](None)
    assert len(turning) == loops
    assert ("manage.py worker" in capsys.readouterr().out) == (loops == 0)


class Idle:
    def run(self) -> None: ...


@pytest.mark.enable_socket
def test_address_of_ipv6_is_written_as_browsers_read_it():
    with closing(listen("[::1]:0")) as listener:
        assert address_of(listener).startswith("http://[::1]:")
