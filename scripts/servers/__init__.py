"""The real servers of the tests: one module for each kind, one for their processes."""
