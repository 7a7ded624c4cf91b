"""What `make bench-search` measures: production, on plain HTTP, with the bare hello before it."""

from config.settings.base import *

BENCH = True
SECURE_SSL_REDIRECT = False
# One member makes all the proposals that are measured.
PROPOSAL_LIMITS = False
