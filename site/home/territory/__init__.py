"""The desk of a territory: what waits, what grows old, what is missing, who helps."""
