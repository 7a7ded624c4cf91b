"""« Signaler »: what anyone, with an account or without, says is wrong on a page."""
