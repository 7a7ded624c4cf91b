"""What waits at the desk: each test brings what it decides on, whatever those before it left."""

import time

from tests.e2e.conftest import Site

Asked = tuple[str, dict[str, object], str]

# Without what other journeys left open: two that ask for the same are one.
_BRING = """
from accounts.models import User
from contributions.models import Proposal
from contributions.services import propose, withdraw_proposal
from home.demo.proposals import written_offers

for left in Proposal.objects.open().filter(created_at__gt=SINCE).exclude(author=None):
    withdraw_proposal(proposal=left, author=left.author)
nadia, offers = User.objects.get(email="conseillere@demo.example"), written_offers()
for key, changes, why in ASKED:
    propose(author=nadia, target_kind=Proposal.Target.OFFER, target=offers[key], changes=changes,
            summary=why)
"""


def bring(site: Site, *asked: Asked) -> None:
    """Nadia proposes these: the offer, its changes, why. What others proposed since the site began
    is withdrawn."""
    site.manage("shell", "-c", f"ASKED, SINCE = {list(asked)!r}, {site.since!r}\n{_BRING}")


def bring_one(site: Site) -> str:
    """A price that no other test asked for; why, as Nadia says it."""
    price = f"{time.time_ns() // 10**6 % 10_000 / 100:.2f} € par jour".replace(".", ",")
    why = f"Le garage a changé ses prix : {price}."
    bring(site, ("av-location-voiture", {"fee_detail": price}, why))
    return why
