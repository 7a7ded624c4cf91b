"""Reports made as in life: through the form, or through the service that it calls."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.test import Client
from django.utils import timezone

from contributions.models import Report
from contributions.reporting.services import Told, file_report
from contributions.reporting.subjects import Subject
from contributions.reporting.traps import Shown, seal
from offers.models import OfferPage, Structure

HOURS = "value-opening_hours"
RIGHT_HOURS = "Mo-Fr 14:00-18:00"


def subject(target: OfferPage | Structure) -> Subject:
    """Read anew, as the view does."""
    if isinstance(target, OfferPage):
        related = ("visibility", "commune", "home_territory", "structure", "public")
        return Subject(OfferPage.objects.select_related(*related).get(pk=target.pk))
    related = ("commune", "home_territory")
    return Subject(Structure.objects.select_related(*related).get(pk=target.pk))


def told(target: OfferPage | Structure, *, at: datetime | None = None, **said: Any) -> Report:
    """A report by the service; by default of hours, from a network of its own."""
    about = subject(target)
    kept = {"reason": "hours", "changes": {}, "network": "198.51.100.0/24", **said}
    return file_report(subject=about, told=Told(base=about.public, **kept), at=at)


def url(target: OfferPage | Structure) -> str:
    folder = "offres" if isinstance(target, OfferPage) else "structures"
    return f"/{folder}/{target.public_id}/signaler/"


def shown(target: OfferPage | Structure, *, seconds: float = 30, fields: Any = ()) -> str:
    """What the page of the form seals, some seconds ago."""
    about = subject(target)
    base = {name: about.public[name] for name in fields}
    return seal(about, Shown(base, timezone.now() - timedelta(seconds=seconds)))


def send(client: Client, target: OfferPage | Structure, **data: Any) -> Any:
    """What a browser sends when a person reports a page in half a minute."""
    headers = data.pop("headers", None)
    fields = ("opening_hours", "engage_person", "contact_phone", "street_address")
    data = {
        "reason": "hours",
        "text": "",
        "email": "",
        "act": "send",
        "shown": shown(target, fields=[name for name in fields if name in subject(target).public]),
        **data,
    }
    return client.post(
        url(target),
        urlencode(data, doseq=True),
        content_type="application/x-www-form-urlencoded",
        headers=headers,
    )
