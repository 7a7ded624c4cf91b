"""What would make a page clearer and more complete: advice, never a condition."""
