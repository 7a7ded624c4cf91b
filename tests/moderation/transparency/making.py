"""Events written as moderation writes them, on days that are long past."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

from journal.models import AuditEvent
from offers.models import PublicOffer
from territories.models import Territory

AVEYRON, RHONE = "fr:department:12", "fr:department:69"
_PROPOSAL = "contributions.proposal"


def at(day: int, month: int = 3, year: int = 2026, hour: int = 9) -> datetime:
    return datetime(year, month, day, hour, tzinfo=UTC)


def path_of(uid: str) -> str:
    return Territory.objects.get(uid=uid).path


def event(
    action: str,
    when: datetime,
    *,
    place: str = AVEYRON,
    subject: str = "1",
    kind: str = _PROPOSAL,
    **data: object,
) -> AuditEvent:
    made = AuditEvent(
        action=action,
        at=when,
        subject_type=kind,
        subject_id=subject,
        territory_path=path_of(place),
        data=data,
    )
    made.save()
    return made


def sent(number: int, when: datetime, *, place: str = AVEYRON) -> UUID:
    name = uuid4()
    event("proposal.opened", when, place=place, subject=str(number), proposal=str(name))
    return name


def refused(number: int, when: datetime, reason: str = "outdated", place: str = AVEYRON) -> None:
    event("proposal.refused", when, place=place, subject=str(number), reason=reason, version=1)


def accepted(name: UUID, when: datetime, *, offer: object = None, place: str = AVEYRON) -> None:
    key = str(getattr(offer, "pk", 77))
    event(
        "proposal.accepted",
        when,
        place=place,
        subject=key,
        kind="offers.offerpage",
        proposal=str(name),
        fields=["title"],
    )


def hide_address(offer: object) -> None:
    row = PublicOffer.objects.get(pk=offer.pk)
    row.data["address"]["visibility"] = "hidden"
    row.save(update_fields=["data"])
