from allauth.account.internal.userkit import filter_users_by_email
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialLogin
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.second_factor import (
    SIGN_IN_TYPES,
    has_second_factor,
    must_have_second_factor,
    sign_in_factors,
)
from accounts.verdicts import Allowed, Denied, Verdict


def can_link_provider(user: User, login: SocialLogin) -> Verdict:
    """A person links a provider to their account when that provider, which the operator trusts,
    says that it verified the e-mail address of that very account; whoever must have a second
    factor has set it up first.
    """
    verified = {address.email.lower() for address in login.email_addresses if address.verified}
    if not verified:
        return Denied(_("We cannot link it: the service does not vouch for your e-mail address."))
    if not any(user in filter_users_by_email(email) for email in verified):
        return Denied(_("We cannot link it: its e-mail address is not the one of your account."))
    if not user.is_active:
        return Denied(_("This account is closed."))
    if must_have_second_factor(user) and not has_second_factor(user):
        return Denied(_("Set up your second factor first, then link it."))
    return Allowed()


def can_remove_factor(user: User, authenticator: Authenticator) -> Verdict:
    """Whoever must have a second factor keeps at least one; everybody else is free."""
    if authenticator.type not in SIGN_IN_TYPES or not must_have_second_factor(user):
        return Allowed()
    if sign_in_factors(user) > 1:
        return Allowed()
    return Denied(_("Your role needs a second factor: add another one before removing this one."))
