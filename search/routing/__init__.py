"""From a sentence to needs: see docs/reference/routing.md."""

import os

# Before numpy starts: on short texts, more threads are slower and disturb the other requests.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
