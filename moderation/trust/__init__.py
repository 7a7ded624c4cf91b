"""How far people are trusted, territory by territory, and what that allows them."""
