"""Why this delay, why refused: what a proposal waits for, and what its author can do."""
