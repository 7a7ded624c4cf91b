"""The administrator of a territory imports files through the pages."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from secrets import token_hex
from typing import Any, Self
from uuid import uuid4

from contributions.models import ImportRun
from offers.models import Provenance, Source
from tests.contributions.imports.page_making import (
    AVEYRON,
    administrator_of,
    make_source,
    page,
    service,
    structure,
)
from tests.forms import forms_of
from tests.processes.browser import Answer, Browser
from tests.processes.making import Town
from tests.processes.running import until


@dataclass(frozen=True)
class AdministratorOfImports:
    browser: Browser
    source: Source
    name: str

    @classmethod
    def of(cls, here: Town) -> Self:
        # Words of their own: what two directories say alike would be taken for doubles.
        name = f"annuaire-{token_hex(12)}"
        person = administrator_of(AVEYRON, f"{name}@example.org")
        return cls(here.browser_of(person), make_source(key=name), name)

    def sends(self, services: int) -> ImportRun:
        """Files, read by the worker: their lines are ready to be looked at."""
        token = self.browser.form("/imports/nouveau/").data["csrfmiddlewaretoken"]
        uuid = uuid4()
        rows = [self._service(number) for number in range(1, services + 1)]
        files = {
            "services": ("offres.jsonl", _lines(rows)),
            "structures": ("structures.jsonl", _lines([self._structure()])),
        }
        data = {"csrfmiddlewaretoken": token, "run": uuid, "source": self.source.pk}
        sent = self.browser.post("/imports/nouveau/", data, files)
        assert sent.status == 302, sent.text
        run = ImportRun.objects.get(uuid=uuid)
        self.waits_for(run, ImportRun.State.READY)
        return run

    def accepts(self, run: ImportRun) -> Answer:
        form = next(one for one in forms_of(self.browser.get(page(run))) if "shown" in one.data)
        return self.browser.post(f"{page(run)}accepter/", form.data)

    def waits_for(self, run: ImportRun, state: str) -> None:
        def is_there() -> bool:
            run.refresh_from_db()
            assert run.state != ImportRun.State.FAILED, run.problem
            return run.state == state

        until(is_there, f"the import never came to be {state}: {run.state}")

    def imported(self) -> int:
        return Provenance.objects.filter(source=self.source, offer__live=True).count()

    def _structure(self) -> dict[str, Any]:
        return structure(1, nom=f"Atelier {self.name}", telephone=self._phone)

    def _service(self, number: int) -> dict[str, Any]:
        return service(
            number,
            nom=f"{self.name}, séance {number}",
            description=f"{self.name} {number} {token_hex(40)}",
            telephone=self._phone,
        )

    @property
    def _phone(self) -> str:
        return f"05 65 {int(self.name[-6:], 16) % 10**6:06}"


def _lines(rows: Sequence[dict[str, Any]]) -> bytes:
    return "\n".join(json.dumps(row) for row in rows).encode()
