"""What the clock does for claims and invitations."""

from datetime import datetime, timedelta

from journal.clock import job
from offers.keeping.claims import expire_claims
from offers.keeping.members import forget_invitations
from offers.keeping.settling import carry_out_claims


@job("offers.claims", every=timedelta(hours=1))
def claims(at: datetime) -> None:
    carry_out_claims(at)
    expire_claims(at)


@job("offers.invitations", every=timedelta(days=1))
def invitations(at: datetime) -> None:
    forget_invitations(at)
