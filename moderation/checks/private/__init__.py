"""Streets and people in French text: what a protected place, or a private person, is found by."""
