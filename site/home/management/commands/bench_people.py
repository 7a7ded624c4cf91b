"""Who edits in `scripts/bench_edit`, and what: signed-in people made for it, offers left alone."""

import json
from argparse import ArgumentParser
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.test import Client

from accounts.models import Consent, User
from contributions.models import Proposal
from offers.models import OfferPage
from territories.models import MemberRole, Territory
from territories.services import grant_role


class Command(BaseCommand):
    help = (
        "Print the cookies of a member and of an animator, the public ids of offers on which "
        "nothing waits, and how many proposals went live. Bench settings only: it signs in."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--offers", type=int, default=0)

    def handle(self, *, offers: int, **_options: Any) -> None:
        if not settings.BENCH:
            raise CommandError("Only for config.settings.bench.")
        free = OfferPage.objects.live().filter(proposals=None).order_by("pk")
        told = {
            "member": _signed_in(_person("bench-membre@example.org", "Membre")),
            "animator": _signed_in(_animator("bench-animatrice@example.org", "Animatrice")),
            "offers": list(free.values_list("public_id", flat=True)[:offers]),
            "applied": Proposal.objects.filter(state=Proposal.State.APPLIED).count(),
        }
        self.stdout.write(json.dumps(told))


def _person(email: str, name: str) -> User:
    user, is_new = User.objects.get_or_create(email=email, defaults={"display_name": name})
    if is_new:
        Consent.objects.create(user=user, document="conditions", version=settings.TERMS_VERSION)
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def _animator(email: str, name: str) -> User:
    user = _person(email, name)
    country = Territory.objects.get(level="country", country_code="fr")
    grant_role(user=user, role=MemberRole.Role.ANIMATOR, territory=country)
    kind = Authenticator.Type.TOTP
    Authenticator.objects.get_or_create(user=user, type=kind, defaults={"data": {"secret": "-"}})
    return user


def _signed_in(user: User) -> dict[str, str]:
    client = Client()
    client.force_login(user)
    return {name: morsel.value for name, morsel in client.cookies.items()}
