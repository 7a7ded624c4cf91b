"""What other directories say, brought onto the pages without undoing what people corrected."""
