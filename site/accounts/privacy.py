"""What we hold on a person, taking it away, and erasing it. Upper apps register their share."""

from collections.abc import Callable
from functools import partial
from typing import Any, Literal

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from accounts.signals import account_erased

Exporter = Callable[[User], Any]
Eraser = Callable[[User], None]
Warner = Callable[[User], list[str]]
ErasedBy = Literal["self", "administrator", "retention"]

_exporters: dict[str, tuple[str | Promise, Exporter]] = {}
_erasers: dict[str, Eraser] = {}
_warners: dict[str, Warner] = {}


def register_exporter(name: str, exporter: Exporter, label: str | Promise = "") -> None:
    """`exporter(user)` answers what JSON can hold; `label` names it on the data page."""
    _exporters[name] = (label or name, exporter)


def register_eraser(name: str, eraser: Eraser) -> None:
    """`eraser(user)` removes or pseudonymises what its app holds, in the erasing transaction."""
    _erasers[name] = eraser


def register_warning(name: str, warner: Warner) -> None:
    """`warner(user)` answers sentences: what others lose with this account (last animator...)."""
    _warners[name] = warner


def public_name(user: User | None) -> str:
    """Who wrote it, for the licence's attribution; an erased account leaves only this label."""
    return user.display_name if user else _("deleted account")


def export_account(user: User) -> dict[str, Any]:
    return {name: exporter(user) for name, (_label, exporter) in _exporters.items()}


def held_data(user: User) -> list[tuple[str, int]]:
    """Each register's label with how many things it holds on this person."""
    return [
        (str(label), len(held) if isinstance(held := exporter(user), list) else int(bool(held)))
        for label, exporter in _exporters.values()
    ]


def erasure_warnings(user: User) -> list[str]:
    return [sentence for warner in _warners.values() for sentence in warner(user)]


@transaction.atomic
def erase_account(*, user: User, by: ErasedBy) -> None:
    """Erase the person and keep the commons: what they wrote stays, under « deleted account ».

    All or nothing: an eraser that fails leaves everything as it was.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    for eraser in _erasers.values():
        eraser(user)
    account_erased.send(sender=User, user=user, by=by)
    for session in UserSession.objects.filter(user=user):
        session.end()
    farewell = partial(_say_farewell, user.email, user.language, by)
    user.delete()
    transaction.on_commit(farewell)


def _say_farewell(email: str, language: str, by: ErasedBy) -> None:
    with override(language):
        send_mail(
            _("Your account has been erased"),
            render_to_string(
                "accounts/email/erased.txt", {"by": by, "site_url": settings.SITE_URL}
            ),
            settings.DEFAULT_FROM_EMAIL,
            [email],
            fail_silently=True,
        )
