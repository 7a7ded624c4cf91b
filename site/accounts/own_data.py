"""The share of the accounts app in a person's export."""

from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.privacy import register_exporter, register_warning


def export_identity(user: User) -> dict[str, Any]:
    return {
        "email": user.email,
        "display_name": user.display_name,
        "language": user.language,
        "joined": user.date_joined.isoformat(),
        "last_sign_in": user.last_login.isoformat() if user.last_login else None,
        "last_seen_on": user.last_seen_on.isoformat() if user.last_seen_on else None,
    }


def export_addresses(user: User) -> list[dict[str, Any]]:
    return list(EmailAddress.objects.filter(user=user).values("email", "verified", "primary"))


def export_consents(user: User) -> list[dict[str, Any]]:
    return [
        {
            "document": consent.document,
            "version": consent.version,
            "accepted_at": consent.accepted_at.isoformat(),
        }
        for consent in user.consents.all()
    ]


def export_factors(user: User) -> list[dict[str, Any]]:
    """Kinds and dates: the secrets themselves would only weaken the account on paper."""
    return [
        {"kind": factor.type, "added_at": factor.created_at.isoformat()}
        for factor in Authenticator.objects.filter(user=user)
    ]


def export_providers(user: User) -> list[dict[str, Any]]:
    return list(SocialAccount.objects.filter(user=user).values("provider", "uid"))


def export_sessions(user: User) -> list[dict[str, Any]]:
    return [
        {
            "opened_at": session.created_at.isoformat(),
            "ip": session.ip,
            "browser": session.user_agent,
        }
        for session in UserSession.objects.filter(user=user)
    ]


def warn_last_administrator(user: User) -> list[str]:
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=user.pk)
    if not user.is_superuser or others.exists():
        return []
    return [_("You are the only administrator: nobody will be able to manage this site.")]


def register() -> None:
    register_exporter("account", export_identity, gettext_lazy("Your account"))
    register_exporter("addresses", export_addresses, gettext_lazy("E-mail addresses"))
    register_exporter("consents", export_consents, gettext_lazy("Terms you accepted"))
    register_exporter("second_factors", export_factors, gettext_lazy("Second factors"))
    register_exporter("providers", export_providers, gettext_lazy("Linked sign-in services"))
    register_exporter("sessions", export_sessions, gettext_lazy("Open sessions"))
    register_warning("accounts", warn_last_administrator)
