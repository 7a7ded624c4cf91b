"""The page on which a person changes what another page says, for every kind of page."""
