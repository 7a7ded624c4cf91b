"""What a person proposed: where it waits, what was answered, what is left of it."""
