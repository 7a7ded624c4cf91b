"""Daily and weekly mails: one a person, at seven where they live, grouped by page, never empty."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from journal import outbox
from journal.models import Outbox
from notifications.languages import language_of
from notifications.mails import envelope, send, wants_mail
from notifications.models import Digest, Frequency, News
from notifications.models.watches import GATHERED
from notifications.preferences import zone_named
from notifications.texts import render_text
from notifications.unsubscribing import address_to_leave, headers
from notifications.watchables import Line, Shown, tellable

TOPIC = "digest"
AT = time(7)
MONDAY = 0
# A longer mail is not read; the rest is one click away.
PAGES_SHOWN = 30


def last_sending(frequency: str, *, at: datetime, zone: ZoneInfo) -> datetime:
    """The last time, at or before `at`, when a digest of this frequency was due in this zone."""
    here = at.astimezone(zone)
    day = here.date()
    if datetime.combine(day, AT, tzinfo=zone) > here:
        day -= timedelta(days=1)
    if frequency == Frequency.WEEKLY:
        day -= timedelta(days=(day.weekday() - MONDAY) % 7)
    return datetime.combine(day, AT, tzinfo=zone)


def write_digests(*, at: datetime) -> int:
    """Gather what is due for each person, and ask the outbox to mail it; how many were written.

    Idempotent: a person has one digest a frequency and day, and each news is in one digest.
    """
    written = 0
    for frequency, gathered in GATHERED.items():
        waiting = (
            News.objects.untold()
            .filter(person__is_active=True, watch__frequency__in=gathered)
            .order_by()
            .values_list("person", "person__telling__time_zone")
            .annotate(oldest=Min("happening__at"))
        )
        for person_id, zone, oldest in waiting:
            due = last_sending(frequency, at=at, zone=zone_named(zone or ""))
            if oldest < due:
                written += _write(person_id, frequency, due)
    return written


@transaction.atomic
def _write(person_id: int, frequency: str, due: datetime) -> bool:
    digest, is_new = Digest.objects.get_or_create(
        person_id=person_id, frequency=frequency, day=due.date()
    )
    if not is_new:
        return False
    news = News.objects.untold().filter(
        person=person_id, watch__frequency__in=GATHERED[frequency], happening__at__lt=due
    )
    if not news.update(digest=digest):
        transaction.set_rollback(True)
        return False
    outbox.enqueue(topic=TOPIC, key=str(digest.pk))
    return True


@dataclass(slots=True)
class Group:
    """A page, and what happened to it, oldest first, each thing said once."""

    page: Shown
    sentences: list[str] = field(default_factory=list)


@outbox.handler(TOPIC, atomic=False)
def mail_digest(row: Outbox) -> None:
    """Mail it once, unless nothing of it may be read any more, or the person does without.

    A mail server that fails raises, and the outbox tries again later.
    """
    digests = Digest.objects.select_related("person").filter(sent_at__isnull=True)
    digest = digests.filter(pk=int(row.key), person__is_active=True).first()
    if digest is None:
        return
    with override(language_of(digest.person)):
        groups = groups_of(digest)
        if groups and wants_mail(digest.person):
            send(message(digest, groups), to=digest.person)
    digest.sent_at = timezone.now()
    digest.save(update_fields=["sent_at"])


def groups_of(digest: Digest) -> list[Group]:
    """What of the digest its person may read now, by page."""
    news = digest.news.select_related("happening").order_by("happening__at", "pk")
    return grouped(tellable(digest.person, [row.happening for row in news]))


def grouped(lines: Sequence[Line]) -> list[Group]:
    groups: dict[tuple[str, str], Group] = {}
    for line in lines:
        group = groups.setdefault(line.happening.page, Group(line.page))
        if line.sentence not in group.sentences:
            group.sentences.append(line.sentence)
    return list(groups.values())


def message(digest: Digest, groups: Sequence[Group]) -> EmailMessage:
    """Plain text, in the language active now."""
    leaving = address_to_leave(digest.person, "digest", digest.frequency)
    context = {
        "name": digest.person.display_name,
        "is_weekly": digest.frequency == Frequency.WEEKLY,
        "count": len(groups),
        "groups": [_spoken(group) for group in groups[:PAGES_SHOWN]],
        "more": max(0, len(groups) - PAGES_SHOWN),
        "leaving": leaving,
        "link": f"{settings.SITE_URL}{reverse('notifications:watches')}",
        "site_url": settings.SITE_URL,
    }
    return EmailMessage(
        subject=" ".join(render_text("emails/digest.subject.txt", context).split()),
        body=render_text("emails/digest.txt", context).strip() + "\n",
        to=[digest.person.email],
        headers={**envelope(f"digest-{digest.pk}"), **headers(leaving)},
    )


def _spoken(group: Group) -> dict[str, object]:
    """A title is one line, whatever somebody put into it: it could not pass for ours."""
    return {
        "title": " ".join(group.page.title.split()),
        "link": f"{settings.SITE_URL}{group.page.path}",
        "sentences": group.sentences,
    }
