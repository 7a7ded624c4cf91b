"""Elasticsearch 9: the index outside the database, for many offers and many processes (ADR 14).

Nothing outside this package imports the library.
"""
