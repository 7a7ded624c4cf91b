"""What a connection to PostgreSQL may take, by who asks: people wait, commands have time.

The entries that serve people (`config.wsgi`, `config.asgi`) say so; whatever else opens
connections, the worker, a migration, an import, a backup, is a command.
"""

from collections.abc import Mapping

# Seconds. A request that holds a transaction and asks nothing for so long will not come back.
IDLE_WITHIN = 60

_people = False


def serve_people() -> None:
    """The connections that this process opens from now on answer within a time, or give up."""
    global _people
    _people = True


def server_options(*, answers_within: int) -> str:
    """What the server is told as a connection opens, in its own words; 0 is without end."""
    # A plan that is dear enough to be compiled would be compiled again by each connection.
    settings: Mapping[str, object] = {"jit": "off"}
    if _people:
        settings = {
            **settings,
            "statement_timeout": f"{answers_within}s",
            "idle_in_transaction_session_timeout": f"{IDLE_WITHIN}s",
        }
    return " ".join(f"-c {name}={value}" for name, value in settings.items())
