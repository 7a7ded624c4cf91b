"""The traces that no single app owns: who changed a record, who acted on a page."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.dispatch import receiver
from simple_history.models import HistoricalChanges
from wagtail.models import ModelLogEntry, PageLogEntry

from accounts.models import User
from accounts.privacy import register_eraser
from accounts.signals import account_erased
from journal.audit import record


def forget_traces(user: User) -> None:
    """Histories and Wagtail's logs keep the change and lose the person."""
    for model in histories():
        model.objects.filter(history_user_id=user.pk).update(history_user_id=None)
    for entries in (PageLogEntry, ModelLogEntry):
        entries.objects.filter(user_id=user.pk).update(user_id=None)


def histories() -> Iterator[Any]:
    """Every table of past states that simple_history keeps for us."""
    for model in apps.get_models():
        if issubclass(model, HistoricalChanges):
            yield model


@receiver(account_erased, dispatch_uid="home.erasure")
def remember_erasure(sender: type[User], user: User, by: str, **kwargs: Any) -> None:
    """That an account was erased is kept; whose is not: the actor's link goes with the account."""
    record(
        actor=user if by == "self" else None, action="account.erased", subject=user, data={"by": by}
    )


def register() -> None:
    register_eraser("traces", forget_traces)
