from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Allowed, Denied, Verdict
from search.models import UnmetText
from search.unmet.reading import texts_for
from territories.permissions import moderates_somewhere


def can_read_unmet(user: User) -> Verdict:
    """What people miss is read by those who animate a territory, or administer one."""
    if moderates_somewhere(user):
        return Allowed()
    return Denied(_("This page is for the animators of a territory, and you animate none today."))


def can_take_away(user: User, text: UnmetText) -> Verdict:
    """Whoever reads a text may take it away: somebody may be recognised in it."""
    if texts_for(user).filter(pk=text.pk).exists():
        return Allowed()
    return Denied(_("This text is of a territory you do not animate."))
