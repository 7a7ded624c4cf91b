"""How often each fault comes: once, and as `make soak` says."""

import os

ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))
