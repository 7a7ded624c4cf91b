"""What is kept where, by app; imported once, when the site starts."""

from moderation.erasing.declared import contributed, left, moderated, pages, told

__all__ = ["contributed", "left", "moderated", "pages", "told"]
