from datetime import datetime, timedelta

from journal.clock import job
from moderation.claims.services import end_claims, purge_claims
from moderation.models import Claim


@job("claims.expire", every=timedelta(minutes=1))
def expire(at: datetime) -> None:
    """What nobody looks at any more is said to be free; it already was for whoever asked."""
    end_claims(Claim.objects.expired(at=at), Claim.Ending.EXPIRED, at=at)


@job("claims.purge", every=timedelta(days=1))
def purge(at: datetime) -> None:
    purge_claims(at)
