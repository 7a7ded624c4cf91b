"""Adding an offer in four short screens, with or without an account."""
