"""Another process of the site on the database of a test: it reads pages and writes rows.

A line `read PATH` is answered by the title of the page, `name PUBLIC_ID TITLE` by `done`.
"""

import os
import subprocess
import sys
from types import TracebackType

from django.db import connection

from tests.source import ROOT

_CODE = """
import re, sys
import django
django.setup()
from django.conf import settings
from django.test import Client
settings.PAGE_CACHE = 100
from offers.models import PublicOffer
for line in sys.stdin:
    act, *said = line.rstrip().split(" ", 2)
    if act == "read":
        page = Client().get(said[0]).content.decode()
        print(re.search("<h1[^>]*>(.*?)</h1>", page)[1], flush=True)
    else:
        row = PublicOffer.objects.get(public_id=said[0])
        row.title, row.data = said[1], {**row.data, "title": said[1]}
        row.save()
        print("done", flush=True)
"""


class OtherProcess:
    def __enter__(self) -> "OtherProcess":
        self._process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-c", _CODE],
            cwd=ROOT,
            env={**os.environ, "DATABASE_URL": _address(), "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate(timeout=60)

    def ask(self, line: str) -> str:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline().strip()


def _address() -> str:
    """Of the database that this test writes to."""
    said = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{said['NAME']}"
    return (
        f"postgres://{said['USER']}:{said['PASSWORD']}@{said['HOST']}:{said['PORT']}/{said['NAME']}"
    )
