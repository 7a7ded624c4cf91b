"""Somebody signed in on a served site, in a browser without JavaScript, and what it costs."""

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from serving import ROOT, START_SECONDS, Site

TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Form:
    """What a browser would send back, untouched, and where."""

    path: str
    values: list[tuple[str, str]]

    def filled(self, **typed: str) -> "Form":
        kept = [(name, value) for name, value in self.values if name not in typed]
        return Form(self.path, [*kept, *typed.items()])


@dataclass
class Browser:
    """One signed-in person on one connection."""

    address: str
    cookies: dict[str, str]
    _open: HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        self._open = HTTPConnection(urlsplit(self.address).netloc, timeout=START_SECONDS)

    def get(self, path: str) -> str:
        answer, body = self._ask("GET", path, None)
        if answer.status != 200:
            raise SystemExit(f"GET {path} answered {answer.status}.")
        return body

    def post(self, form: Form) -> str:
        """Where it leads. A form that is not taken ends the bench."""
        answer, body = self._ask("POST", form.path, urlencode(form.values))
        if answer.status not in {302, 303}:
            raise SystemExit(f"POST {form.path} answered {answer.status}: {_said(body)}")
        return answer.headers["Location"]

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _ask(self, method: str, path: str, body: str | None) -> tuple[HTTPResponse, str]:
        headers = {"Cookie": self.cookie}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Sec-Fetch-Site"] = "same-origin"
        self._open.request(method, path, body, headers)
        answer = self._open.getresponse()
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer, answer.read().decode()


def form_of(page: str, path: str, *, holding: str) -> Form:
    """The form that leads to the path, and has a box of that name. SystemExit when none does."""
    from bs4 import BeautifulSoup

    forms = BeautifulSoup(page, "html.parser").select("main form")
    there = [one for one in forms if str(one.get("action") or path).partition("?")[0] == path]
    form = next((form for form in there if form.select_one(f"[name={holding}]")), None)
    if form is None:
        raise SystemExit(f"No form with {holding} on {path}: {_said(page)}")
    values = [pair for box in form.select("[name]") if (pair := _sent(box))]
    return Form(str(form.get("action") or path), values)


def _sent(box: Any) -> tuple[str, str] | None:
    name = str(box["name"])
    if box.name == "textarea":
        return name, box.get_text().removeprefix("\n")
    if box.name == "select":
        chosen = box.select_one("option[selected]") or box.select_one("option")
        return (name, str(chosen["value"])) if chosen else None
    if box.name == "button" or box.get("type") == "submit":
        return None
    if box.get("type") in {"checkbox", "radio"} and not box.has_attr("checked"):
        return None
    return name, str(box.get("value", "on" if box.get("type") == "checkbox" else ""))


def _said(page: str) -> str:
    from bs4 import BeautifulSoup

    main = BeautifulSoup(page, "html.parser").select_one("main")
    return " ".join(main.get_text(" ").split())[:300] if main else page[:300]


@dataclass
class Counted:
    """Of the same act done many times: what each waited, and the CPU of the whole."""

    waits: list[float]
    cpu: list[float]

    @property
    def p50(self) -> float:
        return statistics.median(self.waits)

    @property
    def p95(self) -> float:
        return statistics.quantiles(self.waits, n=20)[18]

    @property
    def each(self) -> list[float]:
        """Milliseconds of CPU an act, of the server then of the database."""
        return [round(total / len(self.waits), 2) for total in self.cpu]


def counted(site: Site, acts: Iterable[Callable[[], object]]) -> Counted:
    waits, before = [], [tree_ms(pid) for pid in site.pids]
    for act in acts:
        began = time.perf_counter()
        act()
        waits.append((time.perf_counter() - began) * 1000)
    return Counted(waits, [tree_ms(pid) - was for pid, was in zip(site.pids, before, strict=True)])


def tree_ms(pid_file: Path) -> float:
    """The CPU, in milliseconds, that a process and its descendants have used so far."""
    children: dict[int, list[int]] = {}
    used: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            stat = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        children.setdefault(int(stat[1]), []).append(int(folder.name))
        used[int(folder.name)] = sum(map(int, stat[11:15]))
    found, todo = 0, [int(pid_file.read_text().split()[0])]
    while todo:
        pid = todo.pop()
        found += used.get(pid, 0)
        todo += children.get(pid, [])
    return found * TICK_MS


def people(site: Site, *, offers: int = 0) -> dict[str, Any]:
    """What `manage.py bench_people` tells."""
    command = [sys.executable, "manage.py", "bench_people", f"--offers={offers}"]
    done = subprocess.run(
        command, cwd=ROOT, env=site.environment, stdout=subprocess.PIPE, text=True, check=True
    )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told
