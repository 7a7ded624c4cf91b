"""All that the site asks of Elasticsearch, in one place."""

from collections.abc import Collection
from typing import Any

from search.engines.elasticsearch import building, comparing, writing
from search.engines.elasticsearch.client import client, server_errors
from search.engines.elasticsearch.mapping import alias
from search.engines.elasticsearch.server import Server
from search.engines.outside import Differences


class ElasticsearchServer(Server):
    """Answers as `Server`; written to through `search.following`."""

    def send(self, offer_ids: Collection[int]) -> list[int]:
        return writing.send(offer_ids)

    def build(self) -> int:
        return building.build()

    def expunge(self) -> None:
        building.expunge()

    def refresh(self) -> None:
        building.refresh()

    def differences(self) -> Differences:
        return comparing.differences()

    def status(self) -> dict[str, Any]:
        with server_errors():
            [index] = building.searched() or [""]
            held = int(client().count(index=alias())["count"]) if index else 0
            health = client().cluster.health()["status"]
        return {"engine": self.name, "index": index, "health": health, "indexed": held}
