from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.verdicts import Allowed, Denied, Verdict
from moderation.erasing.subjects import SITE
from moderation.models import Hiding, Redaction
from territories.models import MemberRole, Territory
from territories.models.mirror import group_name
from territories.permissions import administers, is_global_administrator, moderates


def has_oversight(user: Any) -> bool:
    """Whether the person watches over how the site is moderated, today."""
    if not user.is_authenticated or not user.is_active:
        return False
    roles = MemberRole.objects.active(at=timezone.now())
    mine = roles.filter(user=user, role=MemberRole.Role.OVERSIGHT)
    return any(user.groups.filter(name=group_name(role)).exists() for role in mine)


def can_hide_text(user: Any, *, kind: str, territory: Territory) -> Verdict:
    """An animator takes text off the pages of their territory, and oversight off any; off the whole
    site at once, global administrators and oversight only."""
    if has_oversight(user):
        return Allowed()
    if kind == SITE:
        if user.is_authenticated and user.is_active and is_global_administrator(user):
            return Allowed()
        return Denied(_("Only a global administrator takes text off the whole site."))
    return moderates(user, territory)


def can_show_again(user: Any, hiding: Hiding) -> Verdict:
    """Who could hide a text puts it back, until it is erased; once its erasure is asked for, the
    administrators of the territory and oversight only."""
    if not hiding.is_hidden:
        return Denied(_("This text is no longer hidden: it was put back, or erased for good."))
    if has_oversight(user):
        return Allowed()
    allowed = can_hide_text(user, kind=hiding.target_kind, territory=hiding.territory)
    if allowed and hiding.redactions.open().exists():
        return administers(user, hiding.territory)
    return allowed


def can_ask_redaction(user: Any, hiding: Hiding) -> Verdict:
    """An administrator of the territory, or of the site, asks that a hidden text be erased."""
    if not hiding.is_hidden:
        return Denied(_("Only what is hidden can be erased for good."))
    return administers(user, hiding.territory)


def can_answer_redaction(user: Any, redaction: Redaction) -> Verdict:
    """Somebody with oversight, who is not the one who asked, confirms or refuses."""
    if not has_oversight(user):
        return Denied(_("Only a person with oversight answers this request."))
    if redaction.asked_by_id == user.pk:
        return Denied(_("Erasing takes two people: somebody else must answer what you asked."))
    return Allowed()


def can_give_up(user: User, redaction: Redaction) -> Verdict:
    """Who asked takes it back, and so does any administrator of the territory."""
    if redaction.asked_by_id == user.pk:
        return Allowed()
    return administers(user, redaction.hiding.territory)
