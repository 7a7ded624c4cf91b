"""People and networks that may not do some acts for a while."""
