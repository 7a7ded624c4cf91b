from datetime import date

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language

from accounts.models import Consent, User
from accounts.names import clean_display_name

TERMS = "conditions"
CONSENT_DUE = "consent_due"  # in the session, from a sign-in until the terms are accepted


@transaction.atomic
def open_account(*, user: User, display_name: str) -> User:
    """Save a new account with its public name and its consent to the terms in force."""
    user.display_name = clean_display_name(display_name)
    user.email = user.email.lower()
    user.language = get_language() or settings.LANGUAGE_CODE
    user.save()
    accept_terms(user=user)
    return user


def accept_terms(*, user: User) -> Consent:
    consent, _created = Consent.objects.get_or_create(
        user=user, document=TERMS, version=settings.TERMS_VERSION
    )
    return consent


def owes_consent(user: User) -> bool:
    """Whether the terms in force have not been accepted yet."""
    return not user.consents.filter(document=TERMS, version=settings.TERMS_VERSION).exists()


def rename(*, user: User, display_name: str) -> User:
    user.display_name = clean_display_name(display_name)
    user.save(update_fields=["display_name"])
    return user


def note_visit(*, user: User, on: date) -> None:
    """Retention counts from the last visit; one write a day and person is precise enough."""
    if user.last_seen_on != on:
        user.last_seen_on = on
        user.save(update_fields=["last_seen_on"])
