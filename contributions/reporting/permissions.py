from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Allowed, Denied, Verdict
from contributions.models import Report
from offers.models import Membership
from territories.permissions import moderates, moderates_somewhere


def can_read_reports(user: User) -> Verdict:
    """Reports are for those who animate a territory, or administer one."""
    if moderates_somewhere(user):
        return Allowed()
    return Denied(_("This page is for the animators of a territory, and you animate none today."))


def can_settle(user: User, report: Report) -> Verdict:
    """An animator settles the reports of their territory and of those inside it, never their own,
    nor those on the pages they keep themselves.
    """
    if report.author_id is not None and report.author_id == user.pk:
        return Denied(_("Someone else must settle what you reported yourself."))
    within = moderates(user, report.territory)
    if not within:
        return within
    structure = report.offer.structure_id if report.offer else report.structure_id
    if Membership.objects.filter(user=user, structure=structure).exists():
        return Denied(_("You keep this page: someone else must settle what is said of it."))
    return Allowed()
