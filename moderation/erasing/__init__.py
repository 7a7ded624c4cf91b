"""Taking text away: hidden by one person and put back, or erased for good by two."""
