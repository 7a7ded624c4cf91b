"""The link that finds a draft again on another machine: sent at once, its address kept nowhere."""

from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.links import LinkRefused, find_link, make_link, use_link
from contributions.creating.drafting import open_elsewhere, unsent
from contributions.models import Draft

PURPOSE = "creating-draft"
LASTS = timedelta(days=7)


@transaction.atomic
def mail_link(draft: Draft, *, to: str, at: datetime) -> None:
    """Raises SMTPException or OSError when it could not be sent; then there is no link."""
    token = make_link(PURPOSE, None, {"draft": str(draft.uuid)}, LASTS, at)
    context = {
        "link": settings.SITE_URL + reverse("contributions:creating-resume", args=[token]),
        "until": date_format(localdate(at + LASTS), "DATE_FORMAT"),
    }
    text = render_to_string("emails/creating.draft.txt", context)
    send_mail(_("Go on with the offer you began"), text, settings.DEFAULT_FROM_EMAIL, [to])


def draft_of_link(token: str, *, at: datetime) -> Draft:
    """The draft behind a link that still works, left unused. Raises LinkRefused."""
    return _draft(find_link(token, PURPOSE, at).payload["draft"])


@transaction.atomic
def follow_link(token: str, *, at: datetime) -> tuple[Draft, str]:
    """Use the link: the draft, and the key that opens it from now on ("" when it has an owner,
    whom it asks to sign in). Raises LinkRefused."""
    draft = _draft(use_link(token, PURPOSE, at).payload["draft"])
    return draft, "" if draft.owner_id else open_elsewhere(draft)


def _draft(uuid: str) -> Draft:
    draft = unsent().filter(uuid=uuid).first()
    if draft is None:
        raise LinkRefused(_("This draft is no longer here: it was sent, erased, or has expired."))
    return draft
