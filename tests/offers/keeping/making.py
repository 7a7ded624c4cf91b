"""Structures that have stood for a while, and what leaves by mail."""

import re
from datetime import timedelta
from typing import Any

from django.core import mail
from django.utils import timezone
from wagtail.models import PageLogEntry, Revision

from accounts.models import User
from journal.outbox import drain
from notifications.models import Notice
from offers.keeping.claims import ask_claim
from offers.models import Membership, OfferPage, Structure, StructureClaim
from offers.structures import publish_structure

MAIL = "contact@causse.example"
PHONE = "+33536490012"
EVIDENCE = "Je dirige ce garage, mon nom est sur la page « équipe » du site."
WEEK = timedelta(days=7, minutes=1)
WHY = "Je suis la seule salariée, je ne connais pas cette personne."


def age(structure: Structure, *, days: int) -> None:
    """Make the history of a structure, and of its offers, as old as that."""
    at = timezone.now() - timedelta(days=days)
    structure.history.update(history_date=at)
    for offer in OfferPage.objects.filter(structure=structure):
        Revision.objects.for_instance(offer).update(created_at=at)
        PageLogEntry.objects.filter(page=offer).update(timestamp=at)


def old_structure(structure: Structure, **fields: Any) -> Structure:
    """The structure with these fields, as published two months ago by an import."""
    fields = fields or {"email": MAIL, "phone": PHONE}
    for name, value in fields.items():
        setattr(structure, name, value)
    structure.save_because("import", by=None)
    age(structure, days=60)
    return structure


def edit(structure: Structure, *, by: User | None, **fields: Any) -> Structure:
    return publish_structure(structure=structure, fields=fields, author=by)


def ask(structure: Structure, claimant: User, way: str = "mail", **said: Any) -> StructureClaim:
    usual = {
        "mail": {"contact": structure.email},
        "phone": {"contact": structure.phone},
        "evidence": {"evidence": EVIDENCE},
    }
    return ask_claim(structure=structure, claimant=claimant, way=way, **{**usual[way], **said})


def sent() -> list[Any]:
    """The messages that leave when everything due has been sent."""
    mail.outbox.clear()
    drain(at=timezone.now() + timedelta(minutes=1))
    return list(mail.outbox)


def link_in(message: Any) -> str:
    """The path of the link in a message."""
    found = re.search(r"https://testserver(/\S+/)\s", message.body)
    assert found, message.body
    return found[1]


def token_in(message: Any) -> str:
    return link_in(message).rstrip("/").rpartition("/")[2]


def owners(structure: Structure) -> set[User]:
    rows = Membership.objects.filter(structure=structure, role=Membership.Role.OWNER)
    return {row.user for row in rows.select_related("user")}


def kinds(user: User) -> list[str]:
    return list(Notice.objects.filter(recipient=user).values_list("kind", flat=True))


def later(days: int = 0, **more: int) -> Any:
    return timezone.now() + timedelta(days=days, **more)
