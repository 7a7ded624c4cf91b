"""Appeals: whoever is refused may ask that someone else look at it again."""
