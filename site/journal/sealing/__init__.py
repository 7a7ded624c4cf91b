"""Seals of the audit trail: one a day, chained, so that the past cannot be rewritten."""
