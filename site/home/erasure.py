"""The traces that no single app owns: who changed a record, who acted on a page, who is named."""

import re
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import ForeignKey, Model, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.dispatch import receiver
from simple_history.models import HistoricalChanges
from wagtail.models import ModelLogEntry, PageLogEntry
from wagtail.users.models import UserProfile

from accounts.models import User
from accounts.privacy import public_name, register_eraser
from accounts.signals import account_erased
from journal.audit import record
from journal.models import Outbox
from notifications.models import Happening, Notice

_PLAIN = re.compile(r"[A-Za-z0-9@.+-]+")


def forget_traces(user: User) -> None:
    """Histories and Wagtail's logs keep the change and lose the person."""
    for model in histories():
        for name in people_of(model):
            QuerySet(model).filter(**{name: user.pk}).update(**_nobody(model, name))
    for entries in (PageLogEntry, ModelLogEntry):
        entries.objects.filter(user_id=user.pk).update(user_id=None)
    about = ContentType.objects.get_for_model(User)
    told = ModelLogEntry.objects.filter(content_type=about, object_id=str(user.pk))
    told.update(label=public_name(None), data={})


def _nobody(model: type[Model], column: str) -> dict[str, str | None]:
    """What stands in a column that said who, and in the one beside it that holds their name."""
    label = f"{column.removesuffix('_id')}_label"
    is_named = any(field.name == label for field in model._meta.local_concrete_fields)
    return {column: None, **({label: public_name(None)} if is_named else {})}


def histories() -> Iterator[Any]:
    """Every table of past states that simple_history keeps for us."""
    for model in apps.get_models():
        if issubclass(model, HistoricalChanges):
            yield model


def people_of(model: type[Model]) -> list[str]:
    """The columns of a table that say who, and may say nobody."""
    return [
        field.attname
        for field in model._meta.local_concrete_fields
        if isinstance(field, ForeignKey) and field.related_model is User and field.null
    ]


def forget_name_in_messages(user: User) -> None:
    """What others were told keeps its words, without the name or the address of the person."""
    said = frozenset({user.display_name, user.email})
    for model, column in ((Notice, "params"), (Happening, "params"), (Outbox, "payload")):
        for row in _rows_saying(model, column, said):
            setattr(row, column, _without(getattr(row, column), said))
            row.save(update_fields=[column])


def _rows_saying(model: type[Any], column: str, said: frozenset[str]) -> list[Any]:
    """The database looks for the longest plain part of each: JSON may spell accents otherwise."""
    likely = Q()
    for text in said:
        likely |= Q(text__icontains=max(_PLAIN.findall(text) or [""], key=len))
    rows = model.objects.annotate(text=Cast(column, TextField())).filter(likely).iterator()
    return [row for row in rows if _without(getattr(row, column), said) != getattr(row, column)]


def _without(value: Any, said: frozenset[str]) -> Any:
    """Only where the whole text is the name: a name can be a word of any sentence."""
    if isinstance(value, dict):
        return {key: _without(inner, said) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without(inner, said) for inner in value]
    return public_name(None) if isinstance(value, str) and value in said else value


def forget_portrait(user: User) -> None:
    """The row goes with the account; the file would stay."""
    for profile in UserProfile.objects.filter(user=user).exclude(avatar=""):
        profile.avatar.delete(save=False)


@receiver(account_erased, dispatch_uid="home.erasure")
def remember_erasure(sender: type[User], user: User, by: str, **kwargs: Any) -> None:
    """That an account was erased is kept; whose is not: the actor's link goes with the account."""
    record(
        actor=user if by == "self" else None, action="account.erased", subject=user, data={"by": by}
    )


def register() -> None:
    register_eraser("traces", forget_traces)
    register_eraser("messages", forget_name_in_messages)
    register_eraser("portrait", forget_portrait)
