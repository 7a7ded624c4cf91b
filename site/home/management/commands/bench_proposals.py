"""What waits in `scripts/bench_queue`: open proposals on the load set, written at once."""

import json
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from accounts.models import Consent, User
from contributions.models import Proposal, ProposalVersion
from contributions.rebasing import content_hash
from contributions.targets import kind_named
from offers.models import OfferPage

_WHY = "Le tarif a changé au premier du mois."
_BY_BATCH = 1_000
_PER_OFFER = 3


class Command(BaseCommand):
    help = "Fill the queue up to so many open proposals. Bench settings only."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--open", type=int, default=20_000)

    def handle(self, *, open: int, **_options: Any) -> None:
        if not settings.BENCH:
            raise CommandError("Only for config.settings.bench.")
        missing = open - Proposal.objects.open().count()
        while missing > 0:
            made = _fill(min(missing, _BY_BATCH))
            if not made:
                raise CommandError("The load set has too few offers for that.")
            missing -= made
        _settle()
        self.stdout.write(json.dumps({"open": Proposal.objects.open().count()}))


def _fill(count: int) -> int:
    """On offers that have none yet, a few each, of every risk, for a month back."""
    kind, now = kind_named(Proposal.Target.OFFER), timezone.now()
    author = _author()
    free = OfferPage.objects.live().filter(proposals=None).select_related(*kind.related)
    rows: list[Proposal] = []
    for offer in free.order_by("pk")[: count // _PER_OFFER + 1]:
        base = kind.snapshot(offer)
        for number in range(min(_PER_OFFER, count - len(rows))):
            at = now - timedelta(minutes=(offer.pk * 7 + number) % 43_200)
            rows.append(
                Proposal(
                    target_kind=kind.column,
                    offer=offer,
                    author=author,
                    author_label=author.display_name,
                    territory=kind.home_territory(offer),
                    base_snapshot=base,
                    base_hash=content_hash(base),
                    changes={"fee_detail": f"{number + 5} € par trimestre"},
                    summary=_WHY,
                    risk=1 + (offer.pk + number) % 3,
                    dedupe_hash=content_hash([offer.pk, number]),
                    created_at=at,
                    due_at=at + timedelta(days=7),
                )
            )
    made = Proposal.objects.bulk_create(rows)
    ProposalVersion.objects.bulk_create(
        ProposalVersion(
            proposal=one,
            number=1,
            changes=one.changes,
            base_snapshot=one.base_snapshot,
            summary=one.summary,
        )
        for one in made
    )
    return len(made)


def _settle() -> None:
    """What PostgreSQL does by itself within a minute: count the rows, say which are seen by all."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"VACUUM (ANALYZE) {Proposal._meta.db_table}")


def _author() -> User:
    email = "bench-propose@example.org"
    found, is_new = User.objects.get_or_create(email=email, defaults={"display_name": "Membre"})
    if is_new:
        Consent.objects.create(user=found, document="conditions", version=settings.TERMS_VERSION)
    return found
