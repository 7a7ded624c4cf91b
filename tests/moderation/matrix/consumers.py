"""Who may open each socket, by role: `y` or `n`, in the order of ROLES."""

# The class, its path once opened, and the answers.
SOCKETS: dict[str, tuple[str, str]] = {}

# Operations of the API and what a visitor is answered: none is mounted yet.
OPERATIONS: dict[str, int] = {}
