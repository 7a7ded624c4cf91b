"""Who is told of an erasure: those with oversight when one is asked, who asked when it is answered.

No message says what the text was.
"""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from accounts.models import User
from moderation.models import Redaction
from notifications.services import cancel, notify
from territories.models import MemberRole

TO_ANSWER, ANSWERED, DONE = "redaction_to_answer", "redaction_answered", "redaction_done"
KINDS = (TO_ANSWER, ANSWERED, DONE)


def overseers() -> list[User]:
    roles = MemberRole.objects.active(at=timezone.now()).filter(role=MemberRole.Role.OVERSIGHT)
    return list(User.objects.filter(pk__in=roles.values("user"), is_active=True).order_by("pk"))


def tell_oversight(redaction: Redaction) -> None:
    for person in overseers():
        if person.pk != redaction.asked_by_id:
            _tell(person, redaction, TO_ANSWER, _key(redaction, person))


def untell_oversight(redaction: Redaction) -> None:
    for person in overseers():
        cancel(key=_key(redaction, person))


def tell_answer(redaction: Redaction) -> None:
    if redaction.asked_by is not None:
        _tell(
            redaction.asked_by,
            redaction,
            ANSWERED,
            f"{ANSWERED}:{redaction.pk}",
            is_refused=redaction.state == Redaction.State.REFUSED,
            why=redaction.refusal,
        )


def tell_done(redaction: Redaction) -> None:
    if redaction.asked_by is not None:
        _tell(redaction.asked_by, redaction, DONE, f"{DONE}:{redaction.pk}")


def _tell(person: User, redaction: Redaction, kind: str, key: str, **params: object) -> None:
    hiding = redaction.hiding
    with override(person.language):
        said = {"number": hiding.number, "place": hiding.territory.name, **params}
        notify(
            recipient=person,
            kind=kind,
            key=key,
            path=reverse("moderation:hiding", args=[hiding.uuid]),
            params=said,
        )


def _key(redaction: Redaction, person: User) -> str:
    return f"{TO_ANSWER}:{redaction.pk}:{person.pk}"
