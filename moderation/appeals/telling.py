"""What is told about an appeal, to each in their own language."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from moderation.appeals.handlers import handlers_above, handlers_of
from moderation.appeals.subjects import subject_of
from moderation.models import Appeal, Decision
from notifications.services import cancel, notify

KINDS = (
    "appeal_to_settle",
    "appeal_late",
    "appeal_upheld",
    "appeal_overturned",
    "decision_overturned",
)


def tell_handlers(appeal: Appeal) -> None:
    """Those who may answer; nobody else learns that there is an appeal."""
    for user in handlers_of(appeal, at=appeal.created_at):
        _tell(user, appeal, "appeal_to_settle")


def tell_those_above(appeal: Appeal) -> None:
    for user in handlers_above(appeal, at=appeal.due_at):
        _tell(user, appeal, "appeal_late")


def tell_its_author(appeal: Appeal) -> None:
    if appeal.author is not None:
        _tell(appeal.author, appeal, f"appeal_{appeal.state}", {"answer": appeal.answer})


def tell_who_decided(appeal: Appeal) -> None:
    """An overturned decision is told to who took it, with the reason: so they learn of it first."""
    if appeal.decided_by is not None:
        _tell(appeal.decided_by, appeal, "decision_overturned", {"answer": appeal.answer})


def untell_handlers(appeal: Appeal) -> None:
    for user in handlers_of(appeal, at=appeal.created_at):
        cancel(key=_key("appeal_to_settle", appeal, user))


def forget_undone(sender: type[Decision], decision: Decision, **kwargs: Any) -> None:
    """Its animator took the decision back at once: there is nothing left to appeal against."""
    for appeal in Appeal.objects.filter(decision=decision):
        untell_handlers(appeal)
        appeal.delete()


def _tell(user: User, appeal: Appeal, kind: str, params: dict[str, Any] | None = None) -> None:
    with override(user.language):
        subject = subject_of(appeal)
        notify(
            recipient=user,
            kind=kind,
            key=_key(kind, appeal, user),
            path=appeal.get_absolute_url(),
            params={
                "title": subject.title,
                "place": _place(appeal),
                "against": subject.against,
                **(params or {}),
            },
        )


def _place(appeal: Appeal) -> str:
    if appeal.answered_by == Appeal.AnsweredBy.GLOBAL_ADMIN:
        return _("the whole site")
    return appeal.territory.name


def _key(kind: str, appeal: Appeal, user: User) -> str:
    return f"{kind}:{appeal.uuid}:{user.pk}"
