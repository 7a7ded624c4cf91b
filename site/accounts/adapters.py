from io import BytesIO
from typing import Any

import qrcode
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.contrib import messages
from django.db import IntegrityError
from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import redirect
from qrcode.image.svg import SvgPathFillImage

from accounts import vault
from accounts.models import User
from accounts.oidc.linking import account_of, keep_aside
from accounts.permissions import can_link_provider, can_remove_factor
from accounts.services import open_account

SECOND_FACTOR = "second-factor"


class AccountAdapter(DefaultAccountAdapter):
    """Anybody may open an account; its public name and its consent are saved with it."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """For addresses, passwords and linked services too, not only for the second factor."""
        return True

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, **kwargs: Any) -> User:
        super().save_user(request, user, form, commit=False)
        try:
            return open_account(user=user, display_name=form.cleaned_data["display_name"])
        except IntegrityError as error:
            # The form was sent twice at once: the other one opened the account and wrote.
            raise ImmediateHttpResponse(redirect("account_email_verification_sent")) from error


class SecondFactorAdapter(DefaultMFAAdapter):
    """TOTP secrets and recovery seeds are encrypted in the database."""

    def encrypt(self, text: str) -> str:
        return vault.seal(text, purpose=SECOND_FACTOR)

    def decrypt(self, encrypted_text: str) -> str:
        return vault.unseal(encrypted_text, purpose=SECOND_FACTOR)

    def build_totp_svg(self, url: str) -> str:
        """On white, so that it can be scanned in the dark theme too."""
        drawing = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(drawing)
        return drawing.getvalue().decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return bool(can_remove_factor(authenticator.user, authenticator))


class SocialAdapter(DefaultSocialAccountAdapter):
    """An e-mail address alone never signs in and never links: see oidc/linking.py."""

    def is_email_verified(self, provider: Any, email: str) -> bool:
        return False

    def can_authenticate_by_email(self, login: SocialLogin, email: str) -> bool:
        return False

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """A new person reads and accepts the terms first."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        # The provider's token served its purpose; it must not stay in the session table.
        sociallogin.token = None
        if sociallogin.is_existing:
            return
        if sociallogin.state.get("process") == AuthProcess.CONNECT:
            self._refuse_unfit_link(request, sociallogin)
        elif account_of(sociallogin):
            keep_aside(request, sociallogin)
            raise ImmediateHttpResponse(redirect("accounts:link"))
        # An address nobody vouches for is a suggestion in the form, to be confirmed by mail.
        sociallogin.email_addresses = [
            address for address in sociallogin.email_addresses if address.verified
        ]

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> User:
        """The address only: the public name is chosen, never taken from an employer's records."""
        user: User = sociallogin.user
        user.email = data.get("email") or ""
        return user

    def save_user(
        self, request: HttpRequest, sociallogin: SocialLogin, form: BaseForm | None = None
    ) -> User:
        chosen = form.cleaned_data["email"].lower() if form else ""
        sociallogin.email_addresses = [
            address for address in sociallogin.email_addresses if address.email == chosen
        ]
        user: User = super().save_user(request, sociallogin, form)
        return user

    def _refuse_unfit_link(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        if isinstance(request.user, User):
            verdict = can_link_provider(request.user, sociallogin)
            if not verdict:
                messages.error(request, verdict.reason)
                raise ImmediateHttpResponse(redirect("socialaccount_connections"))
