"""Sends notices by mail, from the outbox."""

from smtplib import SMTPRecipientsRefused
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone
from django.utils.translation import override

from accounts.models import User
from journal import outbox
from journal.models import Outbox
from notifications import at_once, kinds, texts
from notifications.languages import language_of
from notifications.models import Notice
from notifications.preferences import note_refusal, preferences_of
from notifications.services import TOPIC
from notifications.unsubscribing import address_to_leave, headers

# Answers of a mail server that hold for good start with a 5.
_FOR_GOOD = 500


@outbox.handler(TOPIC, atomic=False)
def mail_notice(row: Outbox) -> None:
    """Mail it unless it was taken back or mailed, the account was closed since, the person does
    without, or may no longer read what it tells of: then it is forgotten.

    A mail server that fails raises, and the outbox tries again later.
    """
    notice = Notice.objects.to_mail().select_related("recipient").filter(key=row.key).first()
    if notice is None:
        return
    with override(language_of(notice.recipient)):
        if not kinds.tellable(notice.recipient, [notice]):
            notice.delete()
            return
        if not wants_mail(notice.recipient, notice.kind):
            return
        send(message(notice), to=notice.recipient)
    notice.mailed_at = timezone.now()
    notice.save(update_fields=["mailed_at"])


def wants_mail(person: User, kind: str = "") -> bool:
    chosen = preferences_of(person)
    return kind not in chosen.silenced and chosen.refused_email != person.email


def send(mail: EmailMessage, *, to: User) -> None:
    """Raises what the mail server raises, unless it refuses the address for good: that is kept."""
    try:
        mail.send()
    except SMTPRecipientsRefused as refusal:
        codes = [code for code, _text in refusal.recipients.values()]
        if min(codes) < _FOR_GOOD:
            raise
        note_refusal(user=to)


def message(notice: Notice) -> EmailMessage:
    """Plain text, in the language active now."""
    person = notice.recipient
    leaving = _leaving(notice)
    body = texts.body(notice.kind, notice.params, name=person.display_name, path=notice.path)
    return EmailMessage(
        subject=notice.title,
        body=body + texts.leaving(leaving) if leaving else body,
        to=[person.email],
        headers={
            **envelope(f"notice-{notice.pk}"),
            **(headers(leaving) if leaving else {}),
        },
    )


def envelope(name: str) -> dict[str, str]:
    """What every mail of ours says of itself."""
    return {
        # The same at each attempt: a mail sent twice is shown once.
        "Message-ID": f"<{name}@{urlsplit(settings.SITE_URL).hostname}>",
        "Auto-Submitted": "auto-generated",
    }


def _leaving(notice: Notice) -> str:
    """Where the person leaves such mails; "" for those that are always sent."""
    if notice.kind == at_once.KIND:
        return address_to_leave(notice.recipient, "watch", str(notice.params["watch"]))
    if kinds.is_optional(notice.kind):
        return address_to_leave(notice.recipient, "kind", notice.kind)
    return ""
