"""Accounts that nobody uses are not kept for ever: a warning, thirty days, then erasure."""

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.mail import send_mail
from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.links import make_link, purge_links, use_link
from accounts.models import MailedLink, User
from accounts.privacy import erase_account

KEEP = "keep-account"
NOTICE = timedelta(days=30)

logger = logging.getLogger(__name__)


def warn_and_erase_idle(at: datetime) -> dict[str, int]:
    """Warn 30 days before ACCOUNT_RETENTION_DAYS are over, erase 30 days after the warning.

    Nobody is erased unwarned, even when this did not run for months. Administrators are left.
    """
    erased = sum(_erase(user) for user in _erasable(at))
    warned = sum(_warn(user, at) for user in _to_warn(at))
    links = purge_links(at)
    sessions, _by_model = Session.objects.filter(expire_date__lt=at).delete()
    return {"warned": warned, "erased": erased, "links": links, "sessions": sessions}


@transaction.atomic
def keep_account(*, token: str, at: datetime) -> User:
    """The person says that they still want their account. Raises LinkRefused."""
    user = use_link(token, KEEP, at).user
    assert user is not None  # noqa: S101 - the warning always names its account
    user.last_seen_on = timezone.localdate(at)
    user.save(update_fields=["last_seen_on"])
    return user


def _idle(*, since: datetime) -> QuerySet[User]:
    """Accounts last seen, or else opened, before that day."""
    last_seen = Coalesce("last_seen_on", TruncDate("last_login"), TruncDate("date_joined"))
    people = User.objects.filter(is_superuser=False).annotate(last_seen=last_seen)
    return people.filter(last_seen__lt=timezone.localdate(since))


def _to_warn(at: datetime) -> QuerySet[User]:
    kept_for = timedelta(days=settings.ACCOUNT_RETENTION_DAYS)
    warned = MailedLink.objects.filter(user=OuterRef("pk"), purpose=KEEP, used_at__isnull=True)
    return _idle(since=at - kept_for + NOTICE).exclude(Exists(warned))


def _erasable(at: datetime) -> QuerySet[User]:
    kept_for = timedelta(days=settings.ACCOUNT_RETENTION_DAYS)
    warned = MailedLink.objects.filter(
        user=OuterRef("pk"), purpose=KEEP, used_at__isnull=True, created_at__lte=at - NOTICE
    )
    return _idle(since=at - kept_for).filter(Exists(warned))


def _erase(user: User) -> bool:
    """An account that cannot be erased is logged and left whole; the others still are."""
    try:
        erase_account(user=user, by="retention")
    except DatabaseError:
        logger.exception("Account %s could not be erased", user.pk)
        return False
    return True


def _warn(user: User, at: datetime) -> bool:
    """One mail that fails must not keep the others from leaving: it is tried again next time."""
    try:
        with transaction.atomic(), override(user.language):
            token = make_link(KEEP, user, {}, NOTICE, at)
            _send_warning(user, token, at + NOTICE)
    except (SMTPException, OSError):
        logger.exception("The warning before erasure could not be sent to account %s", user.pk)
        return False
    return True


def _send_warning(user: User, token: str, day: datetime) -> None:
    context = {
        "name": user.display_name,
        "day": date_format(timezone.localdate(day), "DATE_FORMAT"),
        "address": settings.SITE_URL + reverse("accounts:keep", args=[token]),
    }
    text = render_to_string("accounts/email/idle.txt", context)
    subject = _("Do you want to keep your account?")
    send_mail(subject, text, settings.DEFAULT_FROM_EMAIL, [user.email])
