from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Allowed, Denied, Verdict
from moderation.flags.subjects import Subject, can_read
from offers.models import Membership
from territories.permissions import moderates


def can_flag(user: User, subject: Subject) -> Verdict:
    """Whoever reads it reports it, but for its author."""
    if not user.is_authenticated or not user.is_active:
        return Denied(_("Sign in to report this."))
    if subject.author is not None and subject.author.pk == user.pk:
        return Denied(_("You wrote this yourself: you can change or withdraw it."))
    if not can_read(user, subject):
        return Denied(_("This is not yours to read."))
    return Allowed()


def can_settle_flags(user: User, subject: Subject) -> Verdict:
    """An animator of its territory, but for what they or somebody of their structure wrote."""
    within = moderates(user, subject.territory)
    if not within:
        return within
    author = subject.author
    if author is None:
        return Allowed()
    if author.pk == user.pk:
        return Denied(_("Someone else must decide on what you wrote yourself."))
    mine = Membership.objects.filter(user=user).values("structure")
    if Membership.objects.filter(user=author, structure__in=mine).exists():
        return Denied(_("This comes from a structure you belong to: someone else must decide."))
    return Allowed()
