"""What `manage.py doctor` looks at beside the parts of `/readyz`; each app registers its own.

Only the operator reads it, so versions may be said; addresses and secrets never are. What is vital
and down is said to be missing, and the command fails.
"""

from journal import health
from journal.health import Health, Probes

# Settings are read and servers greeted from nothing.
SECONDS = 20.0

_examinations = Probes(seconds=SECONDS)
_tools = Probes(seconds=SECONDS)
examination = _examinations.register
tool = _tools.register
"""Register what only the test suites need."""


def examine(*, for_development: bool = False) -> dict[str, Health]:
    health.forget()
    found = {**health.report().checks, **_examinations.look()}
    return {**found, **_tools.look()} if for_development else found
