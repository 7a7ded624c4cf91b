"""gunicorn's own lines, written as the site's are. Its log of requests, which has paths, is off."""

import logging
from typing import Any

from gunicorn import glogging

from config.env import env_choice
from journal.logs import FORMATTERS, SafeFormatter

# It goes on with the address of whoever sent it, and a piece of what was sent.
INVALID = "Invalid request"


class Logger(glogging.Logger):
    """Stands in the process that watches the others too, which never reads the site's settings."""

    def _set_handler(
        self, log: logging.Logger, output: Any, fmt: logging.Formatter, stream: Any = None
    ) -> None:
        super()._set_handler(log, output, formatter(), stream)

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """What it says of processes and signals, and of a request only that it was none."""
        if str(msg).startswith(INVALID):
            msg, args = INVALID, ()
        super().warning(msg, *args, **kwargs)

    def debug(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """The sentence alone: it is about requests."""
        super().debug(msg, **kwargs)

    def exception(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """Without the address that was asked."""
        sentence = msg.partition(" %")[0] if isinstance(msg, str) else type(msg).__name__
        super().exception(sentence, **kwargs)


def formatter() -> SafeFormatter:
    kind = FORMATTERS[env_choice("LOG_FORMAT", tuple(FORMATTERS), default="json")]
    return kind(ours=["gunicorn"])
