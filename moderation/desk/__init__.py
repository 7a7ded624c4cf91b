"""The desk of an animator: what waits for them, in which order, and what each page of it shows."""
