"""Sends notices by mail, from the outbox."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.translation import get_supported_language_variant, override

from journal import outbox
from journal.models import Outbox
from notifications import texts
from notifications.models import Notice
from notifications.services import TOPIC


@outbox.handler(TOPIC, atomic=False)
def mail_notice(row: Outbox) -> None:
    """Mail it unless it was taken back or mailed, or the account was closed since.

    A mail server that fails raises, and the outbox tries again later.
    """
    notice = Notice.objects.to_mail().select_related("recipient").filter(key=row.key).first()
    if notice is None:
        return
    message(notice).send()
    notice.mailed_at = timezone.now()
    notice.save(update_fields=["mailed_at"])


def message(notice: Notice) -> EmailMessage:
    """Plain text in the person's language."""
    person = notice.recipient
    with override(_language(person.language)):
        return EmailMessage(
            subject=notice.title,
            body=texts.body(notice.kind, notice.params, name=person.display_name, path=notice.path),
            to=[person.email],
            headers={
                # The same at each attempt: a mail sent twice is shown once.
                "Message-ID": f"<notice-{notice.pk}@{urlsplit(settings.SITE_URL).hostname}>",
                "Auto-Submitted": "auto-generated",
            },
        )


def _language(code: str) -> str:
    try:
        return get_supported_language_variant(code)
    except LookupError:
        return settings.LANGUAGE_CODE
