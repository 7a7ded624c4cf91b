"""Django's PostgreSQL, with connections that keep more plans and are less often asked whether they
are still there."""

import time
from typing import Any

from django.db.backends.postgresql import base

from config.postgresql.limits import server_options

# psycopg forgets all but the last hundred: an edit and its acceptance ask ninety questions, a
# search and a list twenty each, and every connection serves them all.
MOST_PLANS = 500
# Seconds. Django asks at every request.
ASKED_EVERY = 1.0


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._asked_at = -ASKED_EVERY

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        ours = server_options(answers_within=self.settings_dict["ANSWERS_WITHIN"])
        # What the operator wrote in DATABASE_URL comes last, so it is heard.
        params["options"] = f"{ours} {params.get('options', '')}".strip()
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.prepared_max = MOST_PLANS
        return connection

    def close_if_health_check_failed(self) -> None:
        """Once a request at most, as Django does: asked between a commit and what follows it, the
        question would begin a transaction. A connection that failed meanwhile is closed at the end
        of its request, as ever."""
        now = time.monotonic()
        if now - self._asked_at < ASKED_EVERY:
            self.health_check_done = True
            return
        super().close_if_health_check_failed()
        self._asked_at = now
