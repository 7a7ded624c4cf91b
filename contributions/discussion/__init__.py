"""Talking about a page or a proposal: threads, messages, mentions, and what is hidden of them."""
