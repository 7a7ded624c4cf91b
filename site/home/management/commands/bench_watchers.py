"""Who keeps the queue open in `scripts/bench_live`, and a proposal to talk about."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from contributions.models import Proposal
from contributions.services import propose
from home.management.commands.bench_people import _animator, _person, _signed_in
from offers.models import OfferPage


class Command(BaseCommand):
    help = (
        "Print the cookies of so many animators, and an open proposal they may all decide on. "
        "Bench settings only: it signs in."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", type=int, default=200)

    def handle(self, *, count: int, **_options: Any) -> None:
        if not settings.BENCH:
            raise CommandError("Only for settings with BENCH.")
        watchers = [
            _signed_in(_animator(f"bench-veille-{number}@example.org", f"Veille {number}"))
            for number in range(count + 1)
        ]
        told = {"watchers": watchers[1:], "acting": watchers[0], "proposal": str(_waiting().uuid)}
        self.stdout.write(json.dumps(told))


def _waiting() -> Proposal:
    """Made for it once; claims are all that happens to it."""
    author = _person("bench-auteur@example.org", "Auteur")
    asked = Proposal.objects.open().filter(author=author).first()
    if asked is not None:
        return asked
    offer = OfferPage.objects.live().filter(proposals=None).order_by("pk")[0]
    return propose(
        author=author,
        target_kind=Proposal.Target.OFFER,
        target=offer,
        changes={"fee_detail": "6 € par jour"},
        summary="Le tarif a changé au premier du mois.",
    )
