"""What the engines index, and the outbox that tells what changed."""

import secrets

from django.db import models
from django.utils import timezone

from offers.models import PublicOffer


class SearchDocument(models.Model):
    """The ready tokens of a live public offer, the same for every engine.

    The engine's own index (FTS5 table, tsvector) is made from this row; `rowid` is the offer id.
    `facts` is what filters, counts and ranks (`search.documents.Facts`).
    """

    offer = models.OneToOneField(
        PublicOffer, primary_key=True, on_delete=models.CASCADE, related_name="search_document"
    )
    title_tokens = models.TextField()
    need_tokens = models.TextField()
    structure_tokens = models.TextField()
    text_tokens = models.TextField()
    facts = models.JSONField(default=dict)
    document_version = models.PositiveSmallIntegerField()
    offer_version = models.PositiveIntegerField()
    indexed_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.pk)


def new_token() -> int:
    return secrets.randbits(63)


class SearchChange(models.Model):
    """Outbox: documents changed, written in the transaction that changed them.

    What holds the documents elsewhere (columns in memory, a server) reads it to follow. `token`
    tells apart two changes that got the same key, the first having been rolled back. `sent_at`:
    when the server had them; what it refused comes back as a change of its own, after a while.
    """

    offer_ids = models.JSONField()
    token = models.BigIntegerField(default=new_token)
    at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    refusals = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(
                fields=["not_before"], condition=models.Q(sent_at=None), name="search_change_unsent"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class SearchSending(models.Model):
    """The number of one sending to a server: the later it read what it sends, the larger."""

    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return str(self.pk)
