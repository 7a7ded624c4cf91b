"""What people are typing, kept for them alone until they send it."""
