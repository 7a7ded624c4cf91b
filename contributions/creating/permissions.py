from allauth.account.models import EmailAddress
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.verdicts import Allowed, Denied, Verdict
from contributions.permissions import keeps
from offers.models import OfferPage


def can_send_offer(user: User | None) -> Verdict:
    """Anyone with an active account, once its address is confirmed: nothing leaves before."""
    if user is None or not user.is_active:
        return Denied(_("Sign in to send this offer."))
    if not EmailAddress.objects.filter(user=user, verified=True).exists():
        return Denied(_("Confirm your e-mail address first: open the link that we sent you."))
    return Allowed()


def can_copy(user: User, offer: OfferPage) -> Verdict:
    """Those who keep a structure copy its offers, to add one that is much alike."""
    if not user.is_authenticated or not keeps(user, offer.structure_id):
        return Denied(_("Only those who keep this structure copy its offers."))
    if not offer.live:
        return Denied(_("This page is no longer on the site: it cannot be copied."))
    return Allowed()
