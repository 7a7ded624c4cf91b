"""Two nodes, a copy on each: one is killed, and people go on searching."""

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from search.engines.base import Query
from search.engines.elasticsearch.client import client
from search.following import follow
from tests.factories import CAR, make_offer
from tests.search.elasticsearch.serving import served_by
from tests.source import ROOT

sys.path.insert(0, str(ROOT / "scripts"))
from servers.elasticsearch import TRANSPORT_PORT, Elasticsearch
from servers.processes import Running, free_port

pytestmark = [pytest.mark.services, pytest.mark.enable_socket, pytest.mark.django_db]

NAMES = ("one", "two")


def two_ports(first: int) -> dict[str, int]:
    one = free_port(first)
    return {"one": one, "two": free_port(one + 1)}


@pytest.fixture
def nodes(tmp_path_factory: Any) -> Iterator[list[tuple[Elasticsearch, Running]]]:
    started: list[tuple[Elasticsearch, Running]] = []
    ports, doors = two_ports(TRANSPORT_PORT), two_ports(Elasticsearch.port)
    others = ", ".join(f"127.0.0.1:{port}" for port in ports.values())
    base: Path = tmp_path_factory.mktemp("nodes")
    try:
        for name in NAMES:
            kind = Elasticsearch(
                {
                    "cluster.name": "maillage-two",
                    "node.name": name,
                    "transport.port": str(ports[name]),
                    "discovery.seed_hosts": f"[{others}]",
                    # One votes: a cluster of two that both vote cannot lose either.
                    "node.roles": "[master, data]" if name == "one" else "[data]",
                    "cluster.initial_master_nodes": "[one]" if name == "one" else "[]",
                },
                heap="-Xms384m -Xmx384m",
            )
            kind.fetch()
            started.append((kind, kind.launch(base, name=name, port=doors[name])))
        for kind, running in started:
            kind.wait(running)
        yield started
    finally:
        for kind, running in started:
            kind.stop(running)


def test_one_node_is_killed_and_searches_go_on(nodes, words, settings, monkeypatch) -> None:
    addresses = [kind.address(running) for kind, running in nodes]
    settings.ELASTICSEARCH_REPLICAS = 1
    settings.ELASTICSEARCH_TIMEOUT = 10
    with served_by(settings, monkeypatch, addresses) as server:
        offer = make_offer()
        follow(server)
        server.refresh()
        client().cluster.health(wait_for_status="green", wait_for_nodes="2", timeout="60s")
        asked = Query(needs={CAR: 1.0})
        assert server.search(asked).total == 1
        os.killpg(nodes[1][1].pid, signal.SIGKILL)
        for _ in range(20):
            assert server.search(asked).candidates.offer_ids.tolist() == [offer.pk]
        other = make_offer()
        follow(server)
        server.refresh()
        assert set(server.search(asked).candidates.offer_ids.tolist()) == {offer.pk, other.pk}
