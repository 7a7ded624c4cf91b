"""The index, and what searches leave behind."""

from search.models.emergency import EmergencyNumber
from search.models.index import SearchChange, SearchDocument, SearchSending
from search.models.unmet import NotUnderstood, SearchCount, UnmetReport, UnmetText

__all__ = [
    "EmergencyNumber",
    "NotUnderstood",
    "SearchChange",
    "SearchCount",
    "SearchDocument",
    "SearchSending",
    "UnmetReport",
    "UnmetText",
]
